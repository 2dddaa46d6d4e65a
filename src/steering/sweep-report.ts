import type { Likelihood, SteeringScore, SteeringTrial } from './scoring';
import { scoreTrials } from './scoring';

/** What a run of a sweep came to; plain JSON, a line of its file. */
export interface SweepRow {
  id: string;
  /** null for the plain continuation of a prompt. */
  setting: string | null;
  source: string;
  target: string | null;
  prompt: string;
  text: string;
  written: { tag: string; confidence: number; unsure: boolean } | null;
  /** Of the continuation alone, under the plain model; nll in nats per token, null without tokens. */
  tokens: number;
  nll: number | null;
  finish: string;
  changedAt: number | null;
}

/** A setting on one pair, or on all of them where source and target are null. */
export interface SweepLine {
  setting: string;
  source: string | null;
  target: string | null;
  score: SteeringScore;
  /** Runs in which the intervention changed no logit. */
  unchanged: number;
}

/** Scores every setting, over all pairs and on each, in the order in which they came. */
export function reportSweep(rows: readonly SweepRow[]): SweepLine[] {
  const plain = new Map(
    rows.filter(({ setting }) => setting === null).map((row) => [`${row.source} ${row.prompt}`, row]),
  );
  const groups = new Map<string, SweepRow[]>();
  const add = (key: string[], row: SweepRow) => {
    const name = JSON.stringify(key);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  };
  for (const row of rows) if (row.setting !== null) add([row.setting], row);
  for (const row of rows) if (row.setting !== null) add([row.setting, row.source, row.target!], row);
  return Array.from(groups, ([key, group]) => {
    const [setting, source = null, target = null] = JSON.parse(key) as string[];
    const trials = group.flatMap((row): SteeringTrial[] => {
      const before = plain.get(`${row.source} ${row.prompt}`);
      if (!before || row.target === null) return [];
      const written = row.written ?? undefined;
      return [{ target: row.target, written, plain: likelihood(before), steered: likelihood(row) }];
    });
    const unchanged = group.filter(({ changedAt }) => changedAt === -1).length;
    return { setting, source, target, score: scoreTrials(trials), unchanged };
  });
}

function likelihood({ tokens, nll }: SweepRow): Likelihood {
  return { tokens: nll === null ? 0 : tokens, nll: nll ?? NaN };
}

/** The report as CSV, numbers to four decimals; an empty cell is no number. */
export function sweepCsv(lines: readonly SweepLine[]): string {
  const number = (value: number) => (Number.isFinite(value) ? String(Math.round(value * 1e4) / 1e4) : '');
  const head =
    'setting,source,target,n,success,success_low,success_high,unsure,relative_perplexity,fluency,harmonic_mean,unchanged';
  const body = lines.map(({ setting, source, target, score, unchanged }) =>
    [
      `"${setting.replaceAll('"', '""')}"`,
      source ?? '',
      target ?? '',
      score.success.trials,
      number(score.success.rate),
      number(score.success.low),
      number(score.success.high),
      score.unsure,
      number(score.relativePerplexity),
      number(score.fluency),
      number(score.score),
      unchanged,
    ].join(','),
  );
  return `${[head, ...body].join('\n')}\n`;
}
