import { Tensor } from './runtime';
import type { Anatomy } from '../graph/anatomy';
import type { VariantFile } from '../graph/variants';
import { BabelscopeError } from '../rpc/failure';
import type { TokenBatch } from './feeds';
import { plainFeeds } from './feeds';
import type { Session } from './sessions';
import { floats } from './sessions';

/**
 * Largest |instrumented − plain| over the largest |plain| logit that still counts as the same model, by
 * number type: on a CPU, onnxruntime rounds to half precision in different places when nodes are added.
 */
const tolerances: Record<string, number> = { float32: 1e-4, float16: 1e-2, bfloat16: 5e-2 };
/** Smallest relative change that a strong intervention must cause. */
const effect = 1e-2;

export interface ProofSessions {
  plain: Session;
  inspect: Session;
  lens: Session;
  steer: Session;
}

/**
 * Checks the instrumented graphs against the plain model on a few tokens: the outputs of the inspect and lens
 * variants must lead to the plain logits, neutral steering must give them too, and switching every neuron off
 * must not. (A port of LAPE once reported identical results with and without ablation; this is the guard
 * against that.)
 *
 * @throws BabelscopeError `model-unsupported` when a variant does not compute what the model computes.
 */
export async function proveVariants(
  sessions: ProofSessions,
  anatomy: Anatomy,
  vocabulary: number,
): Promise<void> {
  const ids = Int32Array.from({ length: 8 }, (_, i) => Math.floor((i * 0.618 * vocabulary) % vocabulary));
  const tokens: TokenBatch = { batch: 1, sequence: ids.length, ids };
  const run = async (session: Session, output: string, extra: Record<string, Tensor> = {}) => {
    const feeds = { ...plainFeeds(anatomy, session.variant.inputs, tokens), ...extra };
    const outputs = await session.run(feeds, [output]);
    return floats(outputs, output);
  };
  const plain = await run(sessions.plain, anatomy.logits);
  expectNumbers(plain, anatomy.dtype);

  const last = `residual.${anatomy.layers}`;
  const residual = await run(sessions.inspect, last, noNeurons(anatomy.layers));
  const lens = await sessions.lens.run(
    { residual: new Tensor('float32', residual, [ids.length, anatomy.dModel]) },
    ['logits'],
  );
  const tolerance = tolerances[anatomy.dtype] ?? 1e-4;
  expectSame(plain, floats(lens, 'logits'), tolerance, 'reading off its residual stream');
  const neutral = await run(sessions.steer, anatomy.logits, steering(anatomy, 1));
  expectSame(plain, neutral, tolerance, 'neutral steering');
  const ablated = await run(sessions.steer, anatomy.logits, steering(anatomy, 0));
  if (!(distance(plain, ablated) > effect)) {
    throw unproven('switching all neurons off does not change its output');
  }
}

/** Inputs of the inspect variant that request no neuron. */
function noNeurons(layers: number): Record<string, Tensor> {
  return Object.fromEntries(
    Array.from({ length: layers }, (_, i) => [`neurons.${i}`, new Tensor('int64', new BigInt64Array(), [0])]),
  );
}

/** Steering that multiplies every activation by `scale` and adds nothing. */
function steering({ layers, dMlp, dModel }: Anatomy, scale: number): Record<string, Tensor> {
  const inputs: Record<string, Tensor> = {};
  for (let i = 0; i < layers; i++) {
    inputs[`scale.${i}`] = new Tensor('float32', new Float32Array(dMlp).fill(scale), [dMlp]);
    inputs[`offset.${i}`] = new Tensor('float32', new Float32Array(dMlp), [dMlp]);
    inputs[`residual_offset.${i}`] = new Tensor('float32', new Float32Array(dModel), [dModel]);
  }
  return inputs;
}

/** The plain model's own output must be usable for comparison. */
function expectNumbers(plain: Float32Array, dtype: string): void {
  const what = plain.every(Number.isFinite)
    ? plain.every((value) => value === plain[0]) && 'gives every token the same logit'
    : 'computes logits that are no numbers';
  if (!what) return;
  const half = dtype === 'float16' ? ', or its numbers are too large for float16' : '';
  throw new BabelscopeError(
    'model-unsupported',
    `The model itself ${what}: its weights are damaged${half}. Export or download it again.`,
  );
}

function expectSame(plain: Float32Array, instrumented: Float32Array, tolerance: number, how: string): void {
  const difference = distance(plain, instrumented);
  if (!(difference <= tolerance)) {
    throw unproven(`${how} changes its output by ${difference.toExponential(1)} of the largest logit`);
  }
}

/**
 * Largest difference over the largest magnitude of `a`; NaN if the lengths differ or a value is not finite.
 */
function distance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return NaN;
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    magnitude = Math.max(magnitude, Math.abs(a[i]));
  }
  return difference / magnitude;
}

function unproven(what: string): BabelscopeError {
  return new BabelscopeError(
    'model-unsupported',
    `Babelscope cannot instrument this model faithfully: ${what}. Please report it with the model's name.`,
  );
}

/** The exported graph itself, as a variant to load. */
export function plainVariant(
  file: string,
  weightsFolder: string,
  inputs: VariantFile['inputs'],
): VariantFile {
  return { file, weightsFolder, inputs, outputs: ['logits'] };
}
