import type { CallContext } from '../rpc/rpc';
import type { Finish } from '../steering/trials';
import type { GenerateRequest, GenerationPart } from '../protocol/generation';
import { Continuation } from '../text/continuation';
import type { TextTokenizer } from '../text/tokenizer';
import type { Decoder } from './decoder';
import { logSumExp } from './log-sum-exp';
import { PartStream } from './part-stream';
import { argmax, createSampler } from './sampling';
import type { Shadow } from './shadow';
import { createStopStrings } from './stop-strings';

/** What decoding needs. */
export interface Decoding {
  decoder: Decoder;
  /** Reads along to find the first difference; undefined if there can be none. */
  shadow: Shadow | undefined;
  tokenizer: TextTokenizer;
  /** Token ids that end a text. */
  ends: ReadonlySet<number>;
  /** How many tokens fit in the model's context after the prompt. */
  room: number;
  /** When the request arrived, by `performance.now()`. */
  started: number;
}

/** The outcome of one run of the model. */
export interface Decoded {
  ids: number[];
  /** `[pos]` natural logs. */
  logProbability: number[];
  continuation: Continuation;
  /** Length of the text without a stop string that ended it. */
  length: number;
  finish: Finish;
  /** The step, from 0, at which the shadow's logits first differed; −1 if they never did. */
  changedAt: number;
  firstTokenMilliseconds: number;
  tokensPerSecond: number;
}

/**
 * The decoding loop: read, choose, stream, until something ends it.
 *
 * @throws BabelscopeError `intervention-invalid` for impossible sampling settings; the reason `signal` was
 * aborted with
 */
export async function decode(
  { decoder, shadow, tokenizer, ends, room, started }: Decoding,
  promptIds: Int32Array,
  { sampling, maxTokens, stop }: Pick<GenerateRequest, 'sampling' | 'maxTokens' | 'stop'>,
  context: CallContext<GenerationPart>,
): Promise<Decoded> {
  const seen = new Set(promptIds);
  const sampler = createSampler(sampling, seen);
  const overwrites = sampling.repetitionPenalty !== 1;
  const stops = createStopStrings(stop);
  const continuation = new Continuation(tokenizer, promptIds);
  const most = Math.min(maxTokens, room);
  const stream = new PartStream(context, most);
  const ids: number[] = [];
  const logProbability: number[] = [];
  let finish: Finish | undefined = most > 0 ? undefined : 'length';
  let length: number | undefined;
  let changedAt = -1;
  let [firstAt, lastAt, aside] = [started, started, 0];

  function take(id: number): Finish | undefined {
    ids.push(id);
    seen.add(id);
    continuation.push(id);
    lastAt = performance.now();
    if (ids.length === 1) firstAt = lastAt;
    const looked = stops.look(continuation.text);
    if ('stopped' in looked) {
      length = looked.stopped;
      return 'stop';
    }
    stream.token(id, continuation.text.slice(0, looked.safe));
    if (ids.length < most) return undefined;
    return maxTokens <= room ? 'length' : 'context';
  }

  let next: ArrayLike<number> = promptIds;
  for (let step = 0; finish === undefined; step++) {
    context.signal.throwIfAborted();
    if (context.stop.aborted) {
      finish = 'cancelled';
      break;
    }
    const logits = await decoder.read(next);
    const watching = shadow && !shadow.differed;
    const raw = overwrites || watching ? logits.slice() : logits;
    const best = argmax(raw);
    const normalizer = best < 0 ? NaN : logSumExp(raw, raw[best]);
    const id = Number.isNaN(normalizer) ? -1 : sampler(logits, best);
    if (id < 0) finish = 'not-a-number';
    else if (ends.has(id)) finish = 'end';
    else {
      logProbability.push(raw[id] - normalizer);
      finish = take(id);
    }
    if (watching) {
      const before = performance.now();
      await shadow.read(next, raw);
      if (shadow.differed) changedAt = step;
      aside += performance.now() - before;
    }
    next = [id];
  }
  length ??= continuation.text.length;
  stream.flush(continuation.text.slice(0, length));
  return {
    ids,
    logProbability,
    continuation,
    length,
    finish,
    changedAt,
    firstTokenMilliseconds: ids.length > 0 ? firstAt - started : 0,
    tokensPerSecond: ids.length > 1 ? (1000 * (ids.length - 1)) / (lastAt - firstAt - aside) : NaN,
  };
}
