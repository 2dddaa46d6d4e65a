import { basename } from 'node:path';
import type { Contexts } from '../../files/contexts';
import { readContexts } from '../../files/contexts';
import { BabelscopeError } from '../../rpc/failure';
import type { ShownContext } from '../../protocol/report-page';

/** A context with what is needed to open it. */
export interface ContextPlace extends ShownContext {
  /** Absolute path of the corpus file, as counted. */
  path: string;
  /** UTF-16 offset of the token in its document. */
  start: number;
}

export interface FoundContexts {
  contexts: ContextPlace[];
  /** Why there are no contexts. */
  without: string | undefined;
}

/** How many are shown, strongest first. */
const mostShown = 24;

/** The corpus contexts stored beside an atlas, read when the first is requested. */
export class ContextReader {
  #contexts: Promise<Contexts | undefined> | undefined;

  /** @param atlas path; undefined if it is not on disk */
  constructor(private readonly atlas: string | undefined) {}

  async of(layer: number, index: number): Promise<FoundContexts> {
    try {
      this.#contexts ??= this.atlas ? readContexts(this.atlas) : Promise.resolve(undefined);
      const contexts = await this.#contexts;
      if (!contexts) return { contexts: [], without: notKept };
      const found = contexts.of(layer, index).slice(0, mostShown);
      return {
        contexts: found.map(({ file, end: _, ...context }) => ({
          ...context,
          file: basename(file),
          path: file,
        })),
        without: undefined,
      };
    } catch (error) {
      if (error instanceof BabelscopeError) return { contexts: [], without: error.message };
      throw error;
    }
  }
}

const notKept =
  'No contexts lie beside this atlas. They are kept when it is counted: count it again to see where its neurons fire.';
