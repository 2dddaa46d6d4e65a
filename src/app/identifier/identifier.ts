import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BabelscopeError } from '../../rpc/failure';
import { connect, type Peer } from '../../rpc/rpc';
import type { WrittenIn } from '../../text/written-in';

/** The calls that the language identification thread answers. */
export interface IdentifierMethods {
  /** `candidates`: BCP-47 tags. */
  writtenIn(request: { text: string; candidates: string[] }): WrittenIn | undefined;
  /** Whether files are in the language they claim to be in. */
  corpusCheck(request: { language: string; files: string[] }): CorpusCheck;
  /** The first document of a file; empty if it has none. */
  beginning(file: string): string;
}

export interface CorpusCheck {
  /** Share of the documents that read as the language, 0–1; null if it cannot be determined. */
  own: number | null;
  /** What is suspicious about them, in a sentence; undefined if nothing is. */
  warning: string | undefined;
}

/** Identifies the language of texts, in a thread that starts with the first request. */
export class LanguageIdentifier {
  #worker: Worker | undefined;
  #peer: Peer<IdentifierMethods> | undefined;

  /**
   * @param root of the extension
   * @param log receives the origin of failures inside the thread
   */
  constructor(
    private readonly root: string,
    private readonly log: (detail: string) => void,
  ) {}

  /** @throws BabelscopeError `internal` if the thread does not start, or exits */
  readonly writtenIn = (text: string, candidates: readonly string[]): Promise<WrittenIn | undefined> =>
    (this.#peer ?? this.#start()).call('writtenIn', { text, candidates: [...candidates] });

  /** @throws BabelscopeError `corpus-unusable` for a file that cannot be read as text */
  readonly corpusCheck = (language: string, files: readonly string[]): Promise<CorpusCheck> =>
    (this.#peer ?? this.#start()).call('corpusCheck', { language, files: [...files] });

  /** @throws BabelscopeError `corpus-unusable` for a file that cannot be read as text */
  readonly beginning = (file: string): Promise<string> =>
    (this.#peer ?? this.#start()).call('beginning', file);

  dispose(): void {
    void this.#worker?.terminate();
  }

  #start(): Peer<IdentifierMethods> {
    const worker = new Worker(join(this.root, 'dist', 'identifier.js'));
    worker.unref();
    const peer = connect<IdentifierMethods, Record<never, never>>(
      {
        post: (message) => worker.postMessage(message),
        listen: (receive) => {
          worker.on('message', receive);
          return () => worker.off('message', receive);
        },
      },
      {},
      undefined,
      (detail) => this.log(`the language identifier failed to ${detail}`),
    );
    const end = (why: string) => {
      peer.close(new BabelscopeError('internal', `The language identifier ended: ${why}.`));
      if (this.#peer === peer) this.#peer = undefined;
    };
    worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => end(`exit code ${code}`));
    this.#worker = worker;
    this.#peer = peer;
    return peer;
  }
}
