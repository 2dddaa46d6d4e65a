import type { Failure } from '../../rpc/failure';
import type { Generation, GenerationPart } from '../../protocol/generation';
import type { Answer } from '../../protocol/steering-page';
import { steeringActionsFor } from '../failure-actions';

/** An answer without any output yet. */
export const waiting: Answer = {
  state: 'waiting',
  text: '',
  tokens: 0,
  generation: undefined,
  failure: undefined,
  language: undefined,
  relativePerplexity: undefined,
};

export function isOpen({ state }: Answer): boolean {
  return state === 'waiting' || state === 'streaming';
}

/** The answer, extended by what has just arrived. */
export function continued(answer: Answer, { text, ids }: GenerationPart): Answer {
  return {
    ...answer,
    state: 'streaming',
    text: answer.text + text,
    tokens: answer.tokens + ids.length,
  };
}

export function finished(answer: Answer, generation: Generation): Answer {
  const { text, ids } = generation;
  return { ...answer, state: 'done', text, tokens: ids.length, generation };
}

/** The failed answer; the text so far stays. */
export function failed(answer: Answer, failure: Failure): Answer {
  return { ...answer, state: 'failed', failure: { ...failure, actions: steeringActionsFor(failure.code) } };
}

/**
 * Both, with their perplexity under the plain model relative to that of the plain answer: the exponential of the
 * difference of their mean negative log-likelihoods per token. Undefined unless both have tokens and are done.
 */
export function compared(plain: Answer, steered: Answer): { plain: Answer; steered: Answer } {
  const nlls = [plain, steered].map(({ generation }) => generation && meanLoss(generation));
  const [reference, other] = nlls;
  if (reference === undefined || other === undefined) return { plain, steered };
  return {
    plain: { ...plain, relativePerplexity: 1 },
    steered: { ...steered, relativePerplexity: Math.exp(other - reference) },
  };
}

/** Nats per token under the plain model; undefined if there are no tokens. */
function meanLoss({ plainLogProbability }: Generation): number | undefined {
  if (plainLogProbability.length === 0) return undefined;
  const mean = -plainLogProbability.reduce((sum, value) => sum + value, 0) / plainLogProbability.length;
  return Number.isFinite(mean) ? mean : undefined;
}

/**
 * UTF-16 offset at which the two texts diverge, never inside a surrogate pair. While one is a prefix of the
 * other and may still grow, they have not diverged.
 */
export function partingOf(plain: Answer, steered: Answer): number | undefined {
  const [a, b] = [plain.text, steered.text];
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === shorter) {
    const ended = a.length <= b.length ? plain : steered;
    return a.length === b.length || isOpen(ended) ? undefined : at;
  }
  const inPair = at > 0 && (a.codePointAt(at - 1) ?? 0) > 0xffff;
  return inPair ? at - 1 : at;
}
