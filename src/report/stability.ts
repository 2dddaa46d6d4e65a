import type { Atlas } from '../files/atlas';
import { bestStability, tokensEnough, usualRepetitions } from '../lape/stability';
import type { ReportSettings, ReportStability } from '../protocol/report-page';

/**
 * How well LAPE's neurons are reproduced, piece by piece: the bootstrap first, then smaller and smaller
 * samples of tokens. Uses blocks of text if there are enough of them, else single tokens.
 */
export function* stabilityOf(
  atlas: Atlas,
  { method: _, ...thresholds }: ReportSettings,
): Generator<ReportStability> {
  const repetitions = usualRepetitions(atlas);
  const result: ReportStability = {
    repetitions,
    ...bestStability(atlas, thresholds),
    budgets: [],
    done: false,
  };
  yield { ...result };
  const budgets = budgetsBelow(atlas.tokens.reduce((least, each) => Math.min(least, each), Infinity));
  for (const [at, budget] of budgets.entries()) {
    const [{ stability }] = tokensEnough(atlas, thresholds, [budget], {
      repetitions: Math.max(2, Math.round(repetitions / 4)),
    });
    const entry = {
      tokens: budget,
      perLanguage: stability.perLanguage.map(({ mean }) => mean),
      all: stability.all.mean,
    };
    result.budgets = [...result.budgets, entry];
    result.done = at === budgets.length - 1;
    yield { ...result };
  }
  if (budgets.length === 0) yield { ...result, done: true };
}

/** 1,000, 3,000, 10,000, … and the count itself. */
export function budgetsBelow(tokens: number): number[] {
  const budgets: number[] = [];
  for (let power = 1000; power < tokens; power *= 10)
    for (const budget of [power, 3 * power]) if (budget < tokens) budgets.push(budget);
  return [...budgets.slice(-4), tokens];
}
