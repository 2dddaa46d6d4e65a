import type { CallContext } from '../rpc/rpc';
import type { Finish, Trial, TrialsRequest } from '../steering/trials';
import { touchedBy } from '../steering/vectors';
import { Continuation } from '../text/continuation';
import type { BatchDecoder } from './batch-decoder';
import { generate, promptOf, roomBehind } from './generate';
import type { LoadedModel } from './loaded-model';
import { logSumExp } from './log-sum-exp';
import { joinIds, prefixIds } from './reading';
import { argmax, createSampler } from './sampling';
import { score } from './score';
import type { Steering } from './steering';

/**
 * Maximum number of prompts continued together: beyond that, a pass takes time in proportion to its texts.
 */
const mostTexts = 24;
/** Maximum number of float32 logits that one pass may copy out. */
const mostLogits = 16 * 1024 * 1024;

/**
 * Continues prompts under one intervention and returns how likely the plain model finds the results, each
 * text on its own. If the export can be read in batches, all go through the model together, which takes
 * little longer than one; the logits then differ by rounding from those of a prompt alone.
 *
 * @returns `[prompt]`
 * @throws BabelscopeError as `generate`
 */
export async function trials(
  model: LoadedModel,
  steering: Steering,
  request: TrialsRequest,
  context: CallContext,
): Promise<Trial[]> {
  const results: Trial[] = [];
  const batched = await steering.batches();
  for (let from = 0; from < request.prompts.length;) {
    const rest = request.prompts.slice(from);
    const texts = batched ? rest.slice(0, sizeOf(model, rest, request.maxTokens)) : rest.slice(0, 1);
    const made = batched
      ? await together(model, steering, { ...request, prompts: texts }, context)
      : [await alone(model, steering, request, texts[0], context)];
    results.push(...made);
    from += texts.length;
    context.progress({ done: from, total: request.prompts.length });
  }
  return results;
}

/** How many of the prompts fit into a pass. */
function sizeOf({ anatomy, tokenizer }: LoadedModel, prompts: readonly string[], maxTokens: number): number {
  let longest = maxTokens;
  for (const [count, prompt] of prompts.slice(0, mostTexts).entries()) {
    longest = Math.max(longest, tokenizer.encode(prompt).ids.length + 1);
    if (longest * (count + 1) * anatomy.vocabulary > mostLogits) return Math.max(1, count);
  }
  return Math.min(mostTexts, prompts.length);
}

async function alone(
  model: LoadedModel,
  steering: Steering,
  { intervention, sampling, maxTokens }: TrialsRequest,
  prompt: string,
  { signal, stop }: CallContext,
): Promise<Trial> {
  const silent = { signal, stop, progress: () => undefined };
  const request = { prompt, intervention, sampling, maxTokens, stop: [], textOnly: true };
  const { text, finish, changedAt } = await generate(model, steering, undefined, request, silent);
  const [{ tokens, nll }] = await score(model, { texts: [{ text }] }, silent);
  return { text, finish, changedAt, tokens, nll };
}

/** A prompt being continued. */
interface Row {
  next: ArrayLike<number>;
  seen: Set<number>;
  sampler: ReturnType<typeof createSampler>;
  continuation: Continuation;
  tokens: number;
  room: number;
  finish: Finish | undefined;
  changedAt: number;
}

async function together(
  model: LoadedModel,
  steering: Steering,
  { prompts, intervention, sampling, maxTokens }: TrialsRequest,
  context: CallContext,
): Promise<Trial[]> {
  const { vocabulary } = model.anatomy;
  const vectors = intervention ? steering.compile(intervention) : undefined;
  const touched = vectors ? touchedBy(vectors) : { neurons: 0, residual: 0 };
  const promptIds = await Promise.all(prompts.map((prompt) => promptOf(model, steering, { prompt })));
  const rows = promptIds.map((next): Row => {
    const seen = new Set(next);
    return {
      next,
      seen,
      sampler: createSampler(sampling, seen),
      continuation: new Continuation(model.tokenizer, next),
      tokens: 0,
      room: roomBehind(next, steering.options.context),
      finish: undefined,
      changedAt: -1,
    };
  });
  const decoder = steering.batchDecoder(vectors);
  let plain: BatchDecoder | undefined =
    touched.neurons + touched.residual > 0 ? steering.batchDecoder() : undefined;
  for (let step = 0; rows.some(({ finish }) => finish === undefined); step++) {
    context.signal.throwIfAborted();
    const reading = rows.map(({ next }) => next);
    const logits = await decoder.read(reading);
    const before = await plain?.read(reading);
    rows.forEach((row, text) => {
      if (row.finish) return;
      const own = logits[text].subarray(-vocabulary);
      const other = before?.[text].subarray(-vocabulary);
      if (row.changedAt < 0 && other?.some((value, id) => value !== own[id])) row.changedAt = step;
      choose(row, own, steering.ends, maxTokens);
    });
    if (rows.every(({ changedAt, finish }) => changedAt >= 0 || finish)) plain = undefined;
  }
  const texts = rows.map(({ continuation }) => continuation.text);
  const likelihoods = await likelihood(model, steering, texts);
  return rows.map(({ finish = 'length', changedAt }, text) => ({
    text: texts[text],
    finish,
    changedAt: vectors ? changedAt : null,
    ...likelihoods[text],
  }));
}

/** Takes the next token of a row, or ends it; may modify the logits. */
function choose(row: Row, logits: Float32Array, ends: ReadonlySet<number>, maxTokens: number): void {
  const best = argmax(logits);
  const usable = best >= 0 && !Number.isNaN(logSumExp(logits, logits[best]));
  const id = usable ? row.sampler(logits, best) : -1;
  if (id < 0) row.finish = 'not-a-number';
  else if (ends.has(id)) row.finish = 'end';
  else {
    row.continuation.push(id);
    row.seen.add(id);
    row.tokens++;
    if (row.tokens >= Math.min(maxTokens, row.room))
      row.finish = maxTokens <= row.room ? 'length' : 'context';
  }
  // A finished row stays in the batch; its outputs are ignored.
  row.next = [Math.max(0, id)];
}

/**
 * Likelihood of each text on its own, as the plain model reads it: number of tokens with a probability, and
 * their mean nats.
 */
async function likelihood(
  model: LoadedModel,
  steering: Steering,
  texts: readonly string[],
): Promise<{ tokens: number; nll: number }[]> {
  const { vocabulary } = model.anatomy;
  const prefix = prefixIds(model);
  const whole = texts.map((text) => joinIds(prefix, model.tokenizer.encode(text).ids));
  const known = whole.filter(({ length }) => length > 1);
  const logits = known.length > 0 ? await steering.batchDecoder().read(known) : [];
  return whole.map((ids) => {
    const tokens = Math.max(0, ids.length - 1);
    const own = logits[known.indexOf(ids)];
    let sum = 0;
    for (let pos = 0; pos < tokens; pos++) {
      const row = own.subarray(pos * vocabulary, (pos + 1) * vocabulary);
      sum += logSumExp(row, row[argmax(row)]) - row[ids[pos + 1]];
    }
    return { tokens, nll: sum / tokens };
  });
}
