/** The seam between the extension host and the page that shows a measurement of ablations. */
import type { Ablation } from '../results/ablation/data';
import type { Failure } from '../rpc/failure';

export interface AblationSnapshot {
  /** The file's name. */
  name: string;
  /** Undefined where the file cannot be read. */
  ablation: Ablation | undefined;
  failure: Failure | undefined;
}

export type AblationFormat = 'csv' | 'json' | 'svg' | 'png';

export interface AblationHostMethods {
  /** The page begins; the file does not change under it. */
  ready(request: null): AblationSnapshot;
  /** Asks where to, and writes; the page draws the pictures. */
  save(request: { format: AblationFormat; picture?: Uint8Array }): void;
}

/** The host calls nothing on the page. */
export type AblationPageMethods = Record<never, never>;
