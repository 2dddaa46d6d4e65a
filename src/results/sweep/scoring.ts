import type { SteeringScore } from './data';
import { proportion } from '../proportion';

/** A text under the unsteered model: how many of its tokens have a probability, and their mean negative log, in nats. */
export interface Likelihood {
  tokens: number;
  nll: number;
}

/** One prompt, continued plainly and steered. */
export interface SteeringTrial {
  /** The target language. */
  target: string;
  /** The language identified for the steered continuation; undefined if there is none. */
  written: { tag: string; unsure: boolean } | undefined;
  /** Of each continuation on its own. */
  plain: Likelihood;
  steered: Likelihood;
}

/**
 * Scores the trials of one setting. Only continuations reliably identified as the target language count as
 * successes. One without tokens counts as a failure and is otherwise ignored.
 */
export function scoreTrials(trials: readonly SteeringTrial[]): SteeringScore {
  const reached = trials.filter(({ target, written }) => written?.tag === target && !written.unsure).length;
  const relativePerplexity = Math.exp(
    pooled(trials.map(({ steered }) => steered)) - pooled(trials.map(({ plain }) => plain)),
  );
  const success = proportion(reached, trials.length);
  // NaN stays NaN: a setting whose texts have no likelihood has no fluency.
  const fluency = relativePerplexity < 1 ? 1 : 1 / relativePerplexity;
  return {
    success,
    unsure: trials.filter(({ written }) => !written || written.unsure).length,
    relativePerplexity,
    fluency,
    score: harmonicMean(success.rate, fluency),
  };
}

/** Mean negative log-likelihood per token over all texts: long ones weigh more. */
function pooled(texts: readonly Likelihood[]): number {
  const known = texts.filter(({ tokens }) => tokens > 0);
  const tokens = known.reduce((sum, text) => sum + text.tokens, 0);
  return known.reduce((sum, text) => sum + text.nll * text.tokens, 0) / tokens;
}

/** 2ab / (a + b); 0 if both are 0. */
export function harmonicMean(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}
