import type { Inspection, TokenDetail } from './engine';
import type { Failure } from '../rpc/failure';

/** The seam between the extension host and the inspector page. */

export interface ModelSummary {
  name: string;
  layers: number;
  dMlp: number;
  /** Neurons of each language, in the order of the inspection's languages. */
  neurons: number[];
}

/** What an inspected selection is called: `sample.md 12–17`. */
export interface Source {
  /** File name, or `Untitled-1`. */
  name: string;
  /** First and last line, from 1. */
  lines: [number, number];
}

export interface InspectorAction {
  id: string;
  label: string;
}

/** A result as the page shows it. */
export interface InspectedText {
  inspection: Inspection;
  /** The texts that were inspected; token ranges are offsets into them. */
  texts: string[];
  source: Source;
}

/**
 * Everything the page shows, whole, every time: a page that was hidden or reloaded needs only the last one.
 * Navigation (chosen token, hidden languages) belongs to the page, which keeps it in its own state.
 */
export interface InspectorSnapshot {
  model: ModelSummary | undefined;
  /** *Follow Selection* is on. */
  follow: boolean;
  /** *Paint Editor* is on. */
  paint: boolean;
  /** A run is under way; the last result stays visible beneath. Tokens done of total, 0 of 0 while loading the model. */
  working: { done: number; total: number; note: string } | undefined;
  /** Why the last run gave nothing, and what to do about it. */
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  result: InspectedText | undefined;
  /** The document changed since: ranges no longer point into it. */
  stale: boolean;
}

export type ExportFormat = 'csv' | 'json' | 'svg' | 'png';

/** What the page may ask of the host. */
export interface InspectorHostMethods {
  /** The page has loaded. */
  ready(request: null): InspectorSnapshot;
  tokenDetail(request: { inspection: number; token: number }): TokenDetail;
  /** Selects the token's range in the editor; with `focus` the editor also takes the keyboard. */
  revealToken(request: { inspection: number; token: number; focus: boolean }): void;
  setFollow(request: { on: boolean }): void;
  setPaint(request: { on: boolean }): void;
  /** Languages the legend has switched off, as BCP-47 tags: the painted editor leaves them out too. */
  setHidden(request: { languages: string[] }): void;
  /** Puts a tab-separated table of tokens × languages on the clipboard. */
  copyTable(request: { inspection: number }): void;
  /** CSV and JSON are made by the host; for SVG and PNG the page gives the picture. */
  save(request: { inspection: number; format: ExportFormat; picture?: Uint8Array }): void;
  /** Inspects the editor's selection again. */
  inspect(request: null): void;
  cancel(request: null): void;
  runAction(request: { id: string }): void;
}

/** What the host may ask of the page. */
export interface InspectorPageMethods {
  show(snapshot: InspectorSnapshot): void;
  /** The editor's cursor stands in this token (-1: in none). */
  highlight(request: { inspection: number; token: number }): void;
}
