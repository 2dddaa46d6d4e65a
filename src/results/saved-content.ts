import type { Ablation } from './ablation/data';
import type { NeuronSet } from '../protocol/neurons';
import { type Failure, toFailure } from '../rpc/failure';
import { ablationFormat, recallAblation } from './ablation/file';
import { decodeExperiment, type Experiment, experimentFormat } from './experiment/file';
import { neuronsFormat, recallNeurons } from '../files/neurons';
import { parseSaved, type SavedJson, unknownKind } from '../files/saved';
import { decodeSweep, type Sweep, sweepFormat } from './sweep/file';

/** The contents of each kind of `*.babelscope.json`, by `format`. */
export interface SavedContents {
  [ablationFormat]: Ablation;
  [experimentFormat]: Experiment;
  [neuronsFormat]: NeuronSet;
  [sweepFormat]: Sweep;
}
export type SavedFormat = keyof SavedContents;

/** The contents of a file of a known kind, or what is wrong inside it. */
export type Content<T> = { value: T; failure?: undefined } | { value?: undefined; failure: Failure };

export interface Saved<F extends SavedFormat = SavedFormat> {
  format: F;
  content: Content<SavedContents[F]>;
}

const decoders: { [F in SavedFormat]: (raw: SavedJson, name: string) => SavedContents[F] } = {
  [ablationFormat]: recallAblation,
  [experimentFormat]: decodeExperiment,
  [neuronsFormat]: recallNeurons,
  [sweepFormat]: decodeSweep,
};

/**
 * Reads a saved file of any kind.
 *
 * @param name of the file, for the message
 * @throws BabelscopeError `experiment-broken` for a file of no known kind; errors inside one of a known kind
 * are returned as its content
 */
export function decodeSaved(text: string, name: string): Saved {
  const raw = parseSaved(text, name);
  const format = raw['format'];
  if (!isKnown(format)) throw unknownKind(raw, name);
  try {
    return { format, content: { value: decoders[format](raw, name) } };
  } catch (error) {
    return { format, content: { failure: toFailure(error) } };
  }
}

function isKnown(format: unknown): format is SavedFormat {
  return typeof format === 'string' && Object.hasOwn(decoders, format);
}
