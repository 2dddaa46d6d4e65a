import type { Sampling } from '../steering/options';
import { BabelscopeError } from '../rpc/failure';
import { seeded } from '../steering/random';

/**
 * Chooses the next token from logits, `[vocabulary]`, which it may overwrite; −1 if they are not numbers.
 *
 * @param best the largest logit's index, computed beforehand
 */
export type Sampler = (logits: Float32Array, best: number) => number;

/**
 * The steps follow the order of Hugging Face's generation: repetition penalty, temperature, top-k, top-p,
 * draw. One number is drawn for each token, so runs with the same seed stay comparable even after they
 * diverge.
 *
 * @param seen tokens so far, for the repetition penalty; read again each time
 * @throws BabelscopeError `intervention-invalid` for impossible settings
 */
export function createSampler(sampling: Sampling, seen: ReadonlySet<number>): Sampler {
  check(sampling);
  const { temperature, topK, topP, repetitionPenalty, seed } = sampling;
  const random = seeded(seed);
  return (logits, best) => {
    if (repetitionPenalty !== 1) penalize(logits, seen, repetitionPenalty);
    if (temperature === 0) return repetitionPenalty === 1 ? best : argmax(logits);
    const draw = random.uniform();
    if (topK === 0 && topP === 1) return drawFrom(logits, temperature, draw);
    const k = topK === 0 ? logits.length : Math.min(topK, logits.length);
    return drawFromBest(logits, largest(logits, k), temperature, topP, draw);
  };
}

function check({ temperature, topK, topP, repetitionPenalty, seed }: Sampling): void {
  const wrong = !(temperature >= 0 && Number.isFinite(temperature))
    ? `A temperature of ${temperature}: it is 0 or more`
    : !(Number.isInteger(topK) && topK >= 0)
      ? `Top-k of ${topK}: it is a whole number, 0 for all tokens`
      : !(topP > 0 && topP <= 1)
        ? `Top-p of ${topP}: it is above 0 and at most 1`
        : !(repetitionPenalty > 0 && Number.isFinite(repetitionPenalty))
          ? `A repetition penalty of ${repetitionPenalty}: it is above 0, and 1 for none`
          : !Number.isInteger(seed)
            ? `A seed of ${seed}: it is a whole number`
            : undefined;
  if (wrong) throw new BabelscopeError('intervention-invalid', `${wrong} cannot be used. Change it.`);
}

function penalize(logits: Float32Array, seen: ReadonlySet<number>, penalty: number): void {
  for (const id of seen) {
    if (id < logits.length) logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
  }
}

/** The lowest index of the largest value; −1 if no value is a number above −∞. */
export function argmax(values: Float32Array): number {
  let best = -1;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value > most) {
      most = value;
      best = i;
    }
  }
  return best;
}

/** Walks through the distribution until the drawn share of its mass is reached. */
function drawFrom(logits: Float32Array, temperature: number, draw: number): number {
  const top = argmax(logits);
  if (top < 0) return -1;
  const most = logits[top];
  const mass = (i: number) => Math.exp((logits[i] - most) / temperature);
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += mass(i);
  let left = draw * total;
  for (let i = 0; i < logits.length; i++) if ((left -= mass(i)) < 0) return i;
  return top;
}

/** The same on candidates in descending order, limited to those that together reach `topP`. */
function drawFromBest(
  logits: Float32Array,
  candidates: Uint32Array,
  temperature: number,
  topP: number,
  draw: number,
): number {
  if (candidates.length === 0) return -1;
  const most = logits[candidates[0]];
  const mass = Float64Array.from(candidates, (id) => Math.exp((logits[id] - most) / temperature));
  const total = mass.reduce((sum, value) => sum + value, 0);
  let kept = 0;
  let reached = 0;
  while (kept < mass.length && reached < topP * total) reached += mass[kept++];
  let left = draw * reached;
  for (let i = 0; i < kept; i++) if ((left -= mass[i]) < 0) return candidates[i];
  return candidates[0];
}

/** Indices of the `count` largest values, largest first, ties by index; NaNs are left out. */
export function largest(values: Float32Array, count: number): Uint32Array {
  if (count * 8 > values.length) {
    const all = Uint32Array.from(values.keys()).filter((i) => values[i] > -Infinity);
    return all.sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
  }
  // A heap of the best so far, weakest on top: a single pass, with hardly any moves once it is full.
  const heap = new Uint32Array(count);
  let size = 0;
  const weaker = (a: number, b: number) => values[a] < values[b] || (values[a] === values[b] && a > b);
  const sink = (at: number) => {
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < size && weaker(heap[child], heap[least])) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least], heap[at]];
      at = least;
    }
  };
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] > -Infinity)) continue;
    if (size < count) {
      heap[size++] = i;
      if (size === count) for (let at = count >>> 1; at-- > 0;) sink(at);
    } else if (values[i] > values[heap[0]]) {
      heap[0] = i;
      sink(0);
    }
  }
  return heap.slice(0, size).sort((a, b) => values[b] - values[a] || a - b);
}
