import { createHash } from 'node:crypto';
import { BabelscopeError } from '../rpc/failure';
import type { Atlas } from './atlas';
import type { NumberType, PickledTensor } from './pickle';
import { readTensorDictionary } from './pickle';
import type { Refusal, TorchFile } from './torch-file';
import { openTorchFile, parsePickle } from './torch-file';

/** How often each neuron of a model fired on a language's tokens, counted by other software. */
export interface ActivationCounts {
  layers: number;
  dMlp: number;
  /** The number of tokens counted. */
  tokens: number;
  /** `[layer, d_mlp]` */
  overZero: Float64Array;
}

/** Many times the number of neurons in the largest model. */
const mostNeurons = 1 << 25;

/**
 * Reads published counts, `activation.<language>.…` of LAPE's reference repository
 * (RUCAIBox/Language-Specific-Neurons) and its derivatives: a torch file of `{n, over_zero}` or
 * `{total_tokens, over_zero}`. Other entries are ignored. Executes nothing.
 *
 * @throws BabelscopeError `neurons-broken` with the reason
 */
export async function readActivationCounts(file: Uint8Array): Promise<ActivationCounts> {
  const torch = await openTorchFile(file, broken);
  const entries = parsePickle(torch, readTensorDictionary, broken);
  const overZero = entries.get('over_zero');
  const tokens = entries.get('n') ?? entries.get('total_tokens');
  if (typeof overZero !== 'object') throw broken('it has no tensor “over_zero”');
  if (tokens === undefined) throw broken('it does not say on how many tokens (“n” or “total_tokens”)');
  const [layers, dMlp] = overZero.shape;
  if (overZero.shape.length !== 2 || overZero.size === 0 || overZero.size > mostNeurons)
    throw broken('its “over_zero” is not of layers and neurons');
  const counts = numbersOf(torch, overZero);
  const [total] =
    typeof tokens === 'number' ? [tokens] : tokens.size === 1 ? numbersOf(torch, tokens) : [NaN];
  if (!(Number.isInteger(total) && total > 0)) throw broken('its number of tokens is none');
  if (!counts.every((count) => Number.isInteger(count) && count >= 0 && count <= total))
    throw broken('a neuron in it fires on more tokens than there are, or on a part of one');
  return { layers, dMlp, tokens: total, overZero: counts };
}

/**
 * Counts of several languages as an atlas. It has no sums of activations (all 0) and none of the residual
 * stream (`d_model` 0), and belongs to no model that runs here: its report can be opened, but it cannot be
 * used for steering.
 *
 * @param parts counts with their languages, BCP-47, each once
 * @throws BabelscopeError `neurons-broken` if they are not from one model
 */
export function atlasOfCounts(
  parts: readonly { language: string; file: string; bytes: Uint8Array; counts: ActivationCounts }[],
  version: string,
): Atlas {
  const [{ counts: first }] = parts;
  const { layers, dMlp } = first;
  const size = layers * dMlp;
  const overZero = new Float64Array(parts.length * size);
  const hashes = parts.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
  for (const [k, { counts, file }] of parts.entries()) {
    if (counts.layers !== layers || counts.dMlp !== dMlp)
      throw new BabelscopeError(
        'neurons-broken',
        `${file} counts ${counts.layers} layers of ${counts.dMlp} neurons, and ${parts[0].file} ${layers} of ${dMlp}: they are of different models. Choose files of one model.`,
      );
    overZero.set(counts.overZero, k * size);
  }
  return {
    languages: parts.map(({ language }) => language),
    layers,
    dMlp,
    dModel: 0,
    overZero,
    tokens: Float64Array.from(parts, ({ counts }) => counts.tokens),
    activationSum: new Float64Array(parts.length * size),
    residualSum: new Float64Array(0),
    about: {
      model: `counts:${createHash('sha256').update(hashes.join()).digest('hex')}`,
      modelName: 'published counts',
      corpora: parts.map(({ language, file, bytes }, k) => ({
        language,
        files: [{ name: file, bytes: bytes.length, sha256: hashes[k] }],
      })),
      settings: { tokensPerLanguage: Math.max(...parts.map(({ counts }) => counts.tokens)), rowLength: 0 },
      versions: { babelscope: version },
      date: new Date().toISOString(),
    },
  };
}

/** Types that can hold counts; float16 is not exact beyond 2,048. */
const readers: Partial<Record<NumberType, [bytes: number, read: (view: DataView, at: number) => number]>> = {
  int64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  int32: [4, (view, at) => view.getInt32(at, true)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float64: [8, (view, at) => view.getFloat64(at, true)],
};

function numbersOf(torch: TorchFile, tensor: PickledTensor): Float64Array {
  const reader = readers[tensor.type];
  if (!reader) throw broken(`its counts are ${tensor.type} numbers, which do not hold counts`);
  const [width, read] = reader;
  const bytes = torch.data(tensor);
  if (bytes?.length !== tensor.storageSize * width) throw broken('a tensor in it does not fit its data');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, shape, steps } = tensor;
  const [columns = 1] = shape.slice(-1);
  const [rowStep, step] = steps.length === 2 ? steps : [0, steps[0] ?? 0];
  return Float64Array.from({ length: tensor.size }, (_, i) => {
    const element = offset + Math.floor(i / columns) * rowStep + (i % columns) * step;
    return read(view, element * width);
  });
}

const broken: Refusal = (reason, cause) =>
  new BabelscopeError(
    'neurons-broken',
    `These counts cannot be read: ${reason}. Download the file again, or choose an activation.* of {n, over_zero}.`,
    { cause },
  );
