import * as v from 'valibot';
import type { NeuronSet } from '../protocol/neurons';
import { sealedFile } from './checksum';
import { countUpTo, numberList } from './number-list';
import { expectVersion, fitted, lineShape as line, type SavedJson } from './saved';

/** The `format` of an imported neuron set. */
export const neuronsFormat = 'babelscope-neurons';
const formatVersion = 1;

const mostCount = 2 ** 31;
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostCount));
const layer = numberList((length) => new Array<number>(length), countUpTo(mostCount));
const tag = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const shape = v.pipe(
  v.object({
    source: line,
    languages: v.pipe(
      v.array(tag),
      v.check((all) => new Set(all).size === all.length, 'a language is there twice'),
    ),
    neurons: v.array(v.array(layer)),
    model: v.object({ name: line, identity: line, layers: count, dMlp: count }),
    mismatch: v.optional(line),
  }),
  v.check(
    ({ languages, neurons }) =>
      neurons.length === languages.length && neurons.every(({ length }) => length === neurons[0].length),
    'its languages and layers do not belong together',
  ),
);

/** Writes an imported neuron set as JSON, one layer per line. */
export function encodeNeurons({ neurons, ...rest }: NeuronSet): string {
  const head = JSON.stringify({ format: neuronsFormat, formatVersion, ...rest }, null, 2).slice(0, -2);
  const languages = neurons.map(
    (layers) => `    [\n${layers.map((layer) => `      [${layer.join(', ')}]`).join(',\n')}\n    ]`,
  );
  return sealedFile(`${head},\n  "neurons": [\n${languages.join(',\n')}\n  ]\n}`);
}

/** @throws BabelscopeError `experiment-broken` for anything else */
export function recallNeurons(raw: SavedJson, name: string): NeuronSet {
  expectVersion(raw, formatVersion, name);
  return { mismatch: undefined, ...fitted(shape, raw, name, 'Import the neuron set again') };
}
