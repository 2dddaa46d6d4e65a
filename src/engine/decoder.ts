import { Tensor } from './runtime';
import type { Anatomy } from '../graph/anatomy';
import type { Cache } from '../graph/feeds';
import { emptyPast } from './feeds';
import type { Session } from './sessions';
import { floats } from './sessions';

/** Reads tokens in sequence, with a cache of those before. */
export interface Decoder {
  /**
   * Reads further tokens, and returns the logits after the last, `[vocabulary]`, which the caller may modify.
   * Gives the event loop a turn before every forward pass.
   */
  read(ids: ArrayLike<number>): Promise<Float32Array>;
}

export interface DecoderLimits {
  /** Tokens per forward pass over a prompt; bounds memory and how long the process is unresponsive. */
  passLength: number;
  /** Maximum number of float32 logits copied out at once. */
  mostLogits: number;
}
const limits: DecoderLimits = { passLength: 512, mostLogits: 1024 * 1024 };

/**
 * Starts reading with an empty cache.
 *
 * @param session of the steer variant
 * @param steering its inputs `scale.{i}`, `offset.{i}`, `residual_offset.{i}`
 */
export function createDecoder(
  anatomy: Anatomy,
  session: Session,
  steering: Record<string, Tensor>,
  { passLength, mostLogits }: DecoderLimits = limits,
): Decoder {
  const { cache, logits: logitsName } = anatomy;
  const declared = new Set(session.variant.inputs.map(({ name }) => name));
  const inputs = { ...anatomy.inputs };
  // Inputs that a graph declares but never reads are missing from its variants, which refuse them.
  if (!declared.has(inputs.mask ?? '')) inputs.mask = undefined;
  if (!declared.has(inputs.positions ?? '')) inputs.positions = undefined;
  // An export whose cache cannot be fed back is read from the beginning each time.
  return cache && cache.outputs.length === cache.inputs.length ? withCache() : withoutCache();

  function withCache(): Decoder {
    const { inputs: pastNames, outputs: presentNames } = cache!;
    const typed = integerTypes(session);
    let ones = new BigInt64Array();
    const feeds: Record<string, Tensor> = { ...steering, ...emptyPasts(cache!, session) };
    const everything = [logitsName, ...presentNames];
    let read = 0;

    async function pass(ids: ArrayLike<number>, from: number, to: number, outputs: readonly string[]) {
      const count = to - from;
      const row = new BigInt64Array(count);
      for (let i = 0; i < count; i++) row[i] = BigInt(ids[from + i]);
      feeds[inputs.ids] = typed(inputs.ids, row, [1, count]);
      // Sized by what is read: the model may claim any context length.
      if (ones.length < read + count) ones = new BigInt64Array(2 * (read + count)).fill(1n);
      if (inputs.mask !== undefined)
        feeds[inputs.mask] = typed(inputs.mask, ones.subarray(0, read + count), [1, read + count]);
      if (inputs.positions !== undefined) {
        const positions = BigInt64Array.from(row, (_, i) => BigInt(read + i));
        feeds[inputs.positions] = typed(inputs.positions, positions, [1, count]);
      }
      const results = await session.run(feeds, outputs);
      // The present outputs are fed back as the past inputs: the tensors themselves, without a copy.
      for (let i = 0; i < pastNames.length; i++) feeds[pastNames[i]] = results[presentNames[i]];
      read += count;
      return results;
    }

    return {
      async read(ids) {
        // Logits are copied out for every token of a pass, but only the last are needed: if they are large,
        // the last token gets its own pass.
        const last = ids.length * anatomy.vocabulary > mostLogits ? ids.length - 1 : 0;
        for (let from = 0; from < last; from += passLength)
          await pass(ids, from, Math.min(from + passLength, last), presentNames);
        const logits = floats(await pass(ids, last, ids.length, everything), logitsName);
        return logits.subarray(logits.length - anatomy.vocabulary);
      },
    };
  }

  function withoutCache(): Decoder {
    const typed = integerTypes(session);
    const all: number[] = [];
    return {
      async read(ids) {
        for (let i = 0; i < ids.length; i++) all.push(ids[i]);
        const dims = [1, all.length];
        const feeds = {
          ...steering,
          ...(cache && emptyPasts(cache, session)),
          [inputs.ids]: typed(inputs.ids, BigInt64Array.from(all, BigInt), dims),
        };
        if (inputs.mask !== undefined)
          feeds[inputs.mask] = typed(inputs.mask, new BigInt64Array(all.length).fill(1n), dims);
        if (inputs.positions !== undefined)
          feeds[inputs.positions] = typed(inputs.positions, BigInt64Array.from(all.keys(), BigInt), dims);
        const logits = floats(await session.run(feeds, [logitsName]), logitsName);
        return logits.subarray(logits.length - anatomy.vocabulary);
      },
    };
  }
}

/** Makes integer tensors of the type that the graph declares for an input. */
export function integerTypes({ variant }: Session) {
  const narrow = new Set(variant.inputs.filter(({ type }) => type === 'int32').map(({ name }) => name));
  return (name: string, data: BigInt64Array, dims: number[]) =>
    narrow.has(name)
      ? new Tensor('int32', Int32Array.from(data, Number), dims)
      : new Tensor('int64', data, dims);
}

/** The empty cache for each of a session's cache inputs. */
export function emptyPasts(cache: Cache, { variant }: Session, batch = 1): Record<string, Tensor> {
  const pasts = variant.inputs.filter(({ name }) => cache.inputs.includes(name));
  return Object.fromEntries(pasts.map((input) => [input.name, emptyPast(cache, input, batch)]));
}
