import type { Score, ScoreRequest } from '../protocol/generation';
import type { CallContext } from '../rpc/rpc';
import { tokenLogProbabilities } from './likelihood';
import type { LoadedModel } from './loaded-model';
import { joinIds, prefixIds, readTokens } from './reading';

/**
 * How likely the plain model finds texts: log-probability of every token. Longer texts are read in windows of
 * the model's context, with at least a quarter of a window before every token.
 *
 * @throws BabelscopeError `cancelled` between two windows
 */
export async function score(
  model: LoadedModel,
  { texts }: ScoreRequest,
  context: CallContext,
): Promise<Score[]> {
  const encode = (text: string | Int32Array) =>
    typeof text === 'string' ? model.tokenizer.encode(text).ids : text;
  const jobs = texts.map(({ text, after }) => {
    const before = encode(after ?? '');
    const ids = encode(text);
    return { first: before.length, ids, whole: joinIds(before, ids) };
  });
  const total = jobs.reduce((sum, { whole }) => sum + whole.length, 0);
  const scores: Score[] = [];
  let offset = 0;
  for (const { first, ids, whole } of jobs) {
    const reading = await readTokens(model, undefined, prefixIds(model), whole, (done) => {
      context.progress({ done: offset + done, total });
      context.signal.throwIfAborted();
    });
    offset += whole.length;
    scores.push(scoreOf(ids, await tokenLogProbabilities(model, whole, reading, first)));
  }
  return scores;
}

/** Summarises log-probabilities, `[pos]`, ignoring NaNs. */
function scoreOf(ids: Int32Array, logProbability: Float32Array): Score {
  const known = logProbability.filter((value) => !Number.isNaN(value));
  const nll = -known.reduce((sum, value) => sum + value, 0) / known.length;
  return { ids, logProbability, tokens: known.length, nll, perplexity: Math.exp(nll) };
}
