import type { SweepLine, SweepPair, SweepRow } from './data';
import type { Likelihood, SteeringTrial } from './scoring';
import { scoreTrials } from './scoring';

/**
 * Scores every setting, over all pairs and on each, in order of appearance; the plain continuations of the
 * same prompts come first, scored as if meant to reach the target.
 */
export function reportSweep(rows: readonly SweepRow[]): SweepLine[] {
  const plain = new Map<string, SweepRow>();
  const pairs = new Map<string, SweepPair>();
  for (const row of rows) {
    if (row.setting === null) plain.set(keyOf(row), row);
    else if (row.target !== null) pairs.set(`${row.source} ${row.target}`, [row.source, row.target]);
  }
  const groups = new Map<
    string,
    { line: Omit<SweepLine, 'score' | 'unchanged' | 'broken'>; rows: SweepRow[] }
  >();
  const add = (setting: string | null, pair: SweepPair | null, row: SweepRow) => {
    const name = JSON.stringify([setting, pair]);
    const [source, target] = pair ?? [null, null];
    const group = groups.get(name) ?? { line: { setting, source, target }, rows: [] };
    groups.set(name, group);
    group.rows.push(row);
  };
  const untouched = [...pairs.values()].flatMap(([source, target]) =>
    [...plain.values()].filter((row) => row.source === source).map((row) => ({ ...row, target })),
  );
  const steered = rows.filter(({ setting, target }) => setting !== null && target !== null);
  const all = [...untouched, ...steered];
  for (const row of all) add(row.setting, null, row);
  for (const row of all) add(row.setting, [row.source, row.target!], row);
  return Array.from(groups.values(), ({ line, rows: group }) => {
    const trials = group.flatMap((row): SteeringTrial[] => {
      const before = plain.get(keyOf(row));
      if (!before || row.target === null) return [];
      const written = row.written ?? undefined;
      return [{ target: row.target, written, plain: likelihood(before), steered: likelihood(row) }];
    });
    const unchanged = group.filter(({ changedAt }) => changedAt === -1).length;
    const broken = group.filter(({ finish }) => finish === 'not-a-number').length;
    return { ...line, score: scoreTrials(trials), unchanged, broken };
  });
}

function keyOf({ source, prompt }: SweepRow): string {
  return `${source} ${prompt}`;
}

function likelihood({ tokens, nll }: SweepRow): Likelihood {
  return { tokens: nll === null ? 0 : tokens, nll: nll ?? NaN };
}
