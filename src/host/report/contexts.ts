import type { ShownContext } from '../../protocol/report-page';

/** A context with what it takes to open it. */
export interface ContextPlace extends ShownContext {
  /** Path of the corpus file as it was counted. */
  path: string;
}

export interface FoundContexts {
  contexts: ContextPlace[];
  /** Why there are none. */
  without: string | undefined;
}

/** The corpus contexts that lie beside an atlas. */
export class ContextReader {
  constructor(private readonly file: string | undefined) {}

  async of(_layer: number, _index: number): Promise<FoundContexts> {
    return { contexts: [], without: await Promise.resolve(this.file && withoutContexts) };
  }
}

const withoutContexts =
  'No contexts were kept when this atlas was counted. Count it again with this version to see where its neurons fire.';
