import type { Atlas } from '../files/atlas';
import { fewestFilled, splitBlocks } from '../lape/blocks';
import type { Stability } from '../lape/stability';
import { blockStability, tokensEnough, tokenStability } from '../lape/stability';
import type { ReportSettings, ReportStability } from '../protocol/report-page';

/** With fewer, drawing blocks anew says little. */
const enoughBlocks = 10;
/** Cells of counts up to which twenty repetitions take seconds. */
const smallCells = 1_000_000;

/**
 * How well LAPE's neurons come out again, piece by piece: the bootstrap first, then smaller and smaller samples of
 * tokens. From blocks of text where there are enough of them, else from single tokens.
 */
export function* stabilityOf(
  atlas: Atlas,
  { method: _, ...thresholds }: ReportSettings,
): Generator<ReportStability> {
  const { blocks, languages, overZero, tokens } = atlas;
  const repetitions = overZero.length <= smallCells ? 20 : 5;
  const byBlocks = blocks && fewestFilled(blocks, languages.length) >= enoughBlocks;
  const whole = byBlocks
    ? blockStability(splitBlocks(atlas, blocks), thresholds, { repetitions })
    : tokenStability(atlas, thresholds, { repetitions });
  const result: ReportStability = {
    by: byBlocks ? 'blocks' : 'tokens',
    repetitions,
    ...shown(whole),
    budgets: [],
    done: false,
  };
  yield { ...result };
  const budgets = budgetsBelow(tokens.reduce((least, each) => Math.min(least, each), Infinity));
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

function shown({ perLanguage, all }: Stability): Pick<ReportStability, 'perLanguage' | 'all'> {
  return { perLanguage, all };
}

/** 1,000, 3,000, 10,000, … and the count itself. */
export function budgetsBelow(tokens: number): number[] {
  const budgets: number[] = [];
  for (let power = 1000; power < tokens; power *= 10)
    for (const budget of [power, 3 * power]) if (budget < tokens) budgets.push(budget);
  return [...budgets.slice(-4), tokens];
}
