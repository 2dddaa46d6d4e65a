import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BabelscopeError } from '../../rpc/failure';
import type {
  AtlasSummary,
  NeuronQuery,
  NeuronRow,
  NeuronWindow,
  ReportSelection,
  ReportSettings,
  ReportStability,
} from '../../protocol/report-page';
import { connect, type Peer } from '../../rpc/rpc';
import type { FoundContexts } from './contexts';

/** Where an atlas comes from: a path on disk, or its bytes if it is stored elsewhere. */
export interface AtlasSource {
  /** File name. */
  name: string;
  path: string;
  bytes?: Uint8Array;
}

/** The calls that the thread holding an atlas answers. */
export interface AnalystMethods {
  open(source: AtlasSource): AtlasSummary;
  /** Null: compare with nothing. */
  compare(source: AtlasSource | null): AtlasSummary | null;
  select(settings: ReportSettings): ReportSelection;
  neurons(query: NeuronQuery): NeuronWindow;
  neuron(request: { settings: ReportSettings; layer: number; index: number }): {
    neuron: NeuronRow;
    mean: Float32Array | null;
  } & FoundContexts;
  stability(settings: ReportSettings, part: ReportStability): ReportStability;
  file(request: {
    format: 'csv' | 'json' | 'safetensors';
    file: string;
    version: string;
    settings: ReportSettings;
    stability?: ReportStability;
  }): Uint8Array<ArrayBuffer>;
}

/** One thread that holds one atlas. */
export interface Analyst extends Peer<AnalystMethods> {
  /** Ends the thread and any work in progress. */
  dispose(): void;
}

/**
 * Starts a thread; `dispose` releases its memory.
 *
 * @param root of the extension
 * @param log receives the origin of failures inside the thread
 */
export function startAnalyst(root: string, log: (detail: string) => void): Analyst {
  const worker = new Worker(join(root, 'dist', 'analyst.js'));
  worker.unref();
  const peer = connect<AnalystMethods, Record<never, never>>(
    {
      post: (message) => worker.postMessage(message),
      listen: (receive) => {
        worker.on('message', receive);
        return () => worker.off('message', receive);
      },
    },
    {},
    undefined,
    (detail) => log(`the thread of an atlas failed to ${detail}`),
  );
  const end = (why: string) =>
    peer.close(
      new BabelscopeError('internal', `The thread that held the atlas ended (${why}). Open the atlas again.`),
    );
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => end(`exit code ${code}`));
  return {
    ...peer,
    dispose: () => {
      peer.close(new BabelscopeError('cancelled', 'Cancelled.'));
      void worker.terminate();
    },
  };
}
