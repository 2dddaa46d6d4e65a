import type { Sweep } from './file';
import type { SweepLine, SweepRow } from './data';
import type {
  ExampleText,
  ShownLine,
  ShownSetting,
  ShownSweep,
  SweepExample,
} from '../../protocol/sweep-page';
import { reportSweep } from './report';

/** Maximum number of examples sent to a page, over all pairs. */
const mostExamples = 60;

/** A sweep reduced to what its page shows. */
export function shownSweep(sweep: Sweep): ShownSweep {
  const { model, date, maxTokens, sampling, rows, planned, pairs } = sweep;
  const drawn =
    sampling.temperature === 0
      ? 'greedy'
      : [
          `temperature ${sampling.temperature}`,
          sampling.topK > 0 ? `top-k ${sampling.topK}` : '',
          sampling.topP < 1 ? `top-p ${sampling.topP}` : '',
        ]
          .filter(Boolean)
          .join(', ');
  return {
    model: model.name,
    date,
    maxTokens,
    sampling: drawn,
    seed: sampling.seed,
    runs: rows.length,
    planned,
    tags: [...new Set([...pairs.map(([source]) => source), ...pairs.map(([, target]) => target)])],
    settings: sweep.settings.map((setting): ShownSetting => ({
      name: setting.name,
      method: setting.method,
      strength: setting.strength,
      layers: setting.layers ?? null,
      controlOf: controlledBy(sweep, setting.name) ?? null,
    })),
    lines: reportSweep(rows).map(shownLine),
  };
}

/** The setting that a random one controls for. */
function controlledBy({ settings }: Sweep, name: string): string | undefined {
  const control = settings.find((setting) => setting.name === name);
  if (control?.control === undefined) return undefined;
  const same = (setting: (typeof settings)[number]) =>
    setting.control === undefined &&
    setting.method === control.method &&
    setting.strength === control.strength &&
    setting.layers?.join() === control.layers?.join();
  return settings.find(same)?.name;
}

function shownLine({ setting, source, target, score, unchanged, broken }: SweepLine): ShownLine {
  const { success, unsure, relativePerplexity, fluency, score: mean } = score;
  return {
    setting,
    source,
    target,
    n: success.trials,
    successes: success.successes,
    success: real(success.rate),
    low: success.low,
    high: success.high,
    unsure,
    perplexity: real(relativePerplexity),
    fluency: real(fluency),
    score: real(mean),
    unchanged,
    broken,
  };
}

/** JSON for a page cannot carry NaN. */
function real(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Some steered continuations of a setting from every pair, each beside the plain one and the control's. */
export function examplesOf(
  sweep: Sweep,
  setting: string,
  pair: readonly [source: string, target: string] | undefined,
): SweepExample[] {
  const control = sweep.settings.find(({ name }) => controlledBy(sweep, name) === setting)?.name;
  const keyOf = ({ source, target, prompt }: SweepRow, of: string | null) =>
    JSON.stringify([of, source, of === null ? null : target, prompt]);
  const byKey = new Map(sweep.rows.map((row) => [keyOf(row, row.setting), row]));
  const own = sweep.rows.filter(
    (row) => row.setting === setting && (!pair || (row.source === pair[0] && row.target === pair[1])),
  );
  const chosen = pair ? own : spread(own, mostExamples);
  return chosen.map((row): SweepExample => {
    const plain = byKey.get(keyOf(row, null));
    const random = control === undefined ? undefined : byKey.get(keyOf(row, control));
    return {
      source: row.source,
      target: row.target ?? '',
      prompt: row.prompt,
      plain: plain ? textOf(plain) : null,
      steered: textOf(row),
      control: random ? textOf(random) : null,
    };
  });
}

function textOf({ text, written, finish }: SweepRow): ExampleText {
  return { text, written, finish };
}

/** At most this many, spread evenly over a list. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]);
}
