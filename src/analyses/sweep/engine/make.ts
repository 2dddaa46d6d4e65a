import type { Sampling } from '../../../steering/options';
import type { Trial, TrialsRequest } from '../../../steering/trials';
import type { SweepLanguage, SweepRow } from '../../../results/sweep/data';
import type { SweepRun } from '../plan';

/** What runs are made with. */
export interface SweepMeans {
  trials(request: TrialsRequest): Promise<Trial[]>;
  identify(text: string): SweepLanguage | undefined | Promise<SweepLanguage | undefined>;
  sampling: Sampling;
  maxTokens: number;
  /** Requests an end: the current group is completed and saved. */
  stop: AbortSignal;
}

/** The rows that exist, by id, and where to add further ones. */
export interface SweepRows {
  rows: ReadonlyMap<string, SweepRow>;
  add(rows: readonly SweepRow[]): Promise<void>;
}

/** How many runs of one intervention are made, and saved, together. */
const most = 24;

/**
 * Makes the missing runs: those of one intervention together, since that takes little longer than one. A
 * group with some missing is made as a whole, so a sweep has the same result however often it was
 * interrupted.
 *
 * @param progress called before each group: how many runs are done, and which comes next
 * @throws what `trials` threw, or `cancelled`; what was made until then is saved
 */
export async function makeRuns(
  plan: readonly SweepRun[],
  kept: SweepRows,
  means: SweepMeans,
  progress: (done: number, next: SweepRun) => void,
): Promise<void> {
  let done = 0;
  for (const group of groupsOf(plan)) {
    if (!group.every(({ id }) => kept.rows.has(id))) {
      means.stop.throwIfAborted();
      progress(done, group[0]);
      await kept.add(await make(group, means));
    }
    done += group.length;
  }
}

/** Groups of neighbours with the same intervention. */
function groupsOf(plan: readonly SweepRun[]): SweepRun[][] {
  const groups: SweepRun[][] = [];
  let key: string | undefined;
  for (const run of plan) {
    const own = JSON.stringify([run.setting, run.prompt.language, run.target]);
    if (own !== key || groups[groups.length - 1].length === most) groups.push([]);
    key = own;
    groups[groups.length - 1].push(run);
  }
  return groups;
}

/** Continues, identifies and scores. */
async function make(
  group: readonly SweepRun[],
  { trials, identify, sampling, maxTokens }: SweepMeans,
): Promise<SweepRow[]> {
  const prompts = group.map(({ prompt }) => prompt.text);
  const { intervention } = group[0];
  const results = await trials({ prompts, intervention, sampling, maxTokens });
  const written = await Promise.all(results.map(({ text }) => identify(text)));
  return group.map(({ id, setting, prompt, target }, i): SweepRow => {
    const { text, tokens, nll, finish, changedAt } = results[i];
    return {
      id,
      setting: setting ?? null,
      source: prompt.language,
      target: target ?? null,
      prompt: prompt.text,
      text,
      written: written[i] ?? null,
      tokens,
      nll: tokens > 0 && Number.isFinite(nll) ? nll : null,
      finish,
      changedAt,
    };
  });
}
