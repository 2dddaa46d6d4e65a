import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OpenEngine } from '../../../engine/open-engine';
import { trials } from '../../../engine/trials';
import { keptAfter } from '../../../engine/turn';
import { versions } from '../../../engine/version';
import { writeAtomically } from '../../../files/atomic';
import type { Sweep } from '../../../results/sweep/file';
import { encodeSweep } from '../../../results/sweep/file';
import { openSweepFolder, sweepHeader } from '../../../results/sweep/folder';
import { reportSweep } from '../../../results/sweep/report';
import type { CallContext } from '../../../rpc/rpc';
import { writtenIn } from '../../../text/written-in';
import { partialOf } from '../../analysis';
import { type AskedSweep, sweep, type SweepResult } from '../declaration';
import { planSweep, sweepSettings } from '../plan';
import { chosenPairs, chosenPrompts, expectLayers, expectRoom } from './choose';
import { makeRuns } from './make';

/** How long a stopping sweep may take to complete its current group, in milliseconds. */
const patience = 10_000;

/**
 * Continues every prompt plainly and under every setting, identifies the language of each text, and writes
 * the result file. Runs are saved in a folder beside it, one per line, where the same sweep resumes, and so
 * does one with more settings. When asked to stop, it completes the current group, if that does not take too
 * long.
 *
 * @throws BabelscopeError `intervention-invalid` for languages and layers that do not exist,
 * `prompt-too-long` with the prompt's place, `storage-unwritable`, `run-under-way` or `cancelled`
 */
export async function runSweep(
  engine: OpenEngine,
  asked: AskedSweep,
  context: CallContext,
): Promise<SweepResult> {
  const { model, neurons } = engine;
  const steering = await engine.steering();
  const { options } = steering;
  const { methods, strengths, layers, maxTokens, seed, file } = asked;
  const prompts = chosenPrompts(asked, options.languages);
  const pairs = chosenPairs(prompts, asked.to, options.languages);
  expectLayers(layers, options.layers);
  await expectRoom(prompts, model, steering);
  const settings = sweepSettings({ methods, strengths, layers, control: asked.control ? seed : undefined });
  const sampling = { ...options.sampling, seed };
  const plan = planSweep(prompts, pairs, settings, options);
  const { thresholds } = neurons;
  const made = { model: model.identity, maxTokens, sampling };
  const place = asked.rows ?? (await placeOf(file));
  const kept = await openSweepFolder(
    place,
    { ...made, thresholds },
    { ...made, thresholds: [thresholds.topRate, thresholds.filterRate, thresholds.activationBar] },
  );
  const result = (): Sweep => ({
    versions,
    date: new Date().toISOString(),
    model: { name: model.folder.name, identity: model.identity },
    thresholds,
    sampling,
    maxTokens,
    pairs,
    settings,
    planned: plan.length,
    rows: plan.flatMap(({ id }) => kept.rows.get(id) ?? []),
  });
  const isBeside = place === partialOf(file);
  const giveUp = patient(context);
  const identifier = await import('../../../text/identify');
  const silent = { signal: giveUp.signal, stop: context.stop, progress: () => undefined };
  try {
    await makeRuns(
      plan,
      kept,
      {
        trials: (request) => trials(model, steering, request, silent),
        identify: (text) => writtenIn(text, options.languages, identifier),
        sampling,
        maxTokens,
        stop: context.stop,
      },
      (done, { setting }) => context.progress({ done, total: plan.length, note: setting ?? 'plain' }),
    );
    await writeAtomically(file, encodeSweep(result()));
  } catch (error) {
    const done = plan.filter(({ id }) => kept.rows.has(id)).length;
    // The last group has been completed since the last report.
    context.progress({ done, total: plan.length });
    throw await keptAfter(
      error,
      async () => {
        const soFar = sweep.soFar?.(file);
        if (done > 0 && isBeside && soFar !== undefined) await writeAtomically(soFar, encodeSweep(result()));
      },
      () => (done > 0 ? `${done} of ${plan.length} runs are` : undefined),
      place,
    );
  } finally {
    giveUp.clear();
    await kept.close();
  }
  const { rows } = result();
  if (isBeside) await rm(place, { recursive: true, force: true });
  return {
    runs: rows.length,
    report: reportSweep(rows),
    warnings: kept.damage === undefined ? [] : [kept.damage],
  };
}

/**
 * Beside the file, or wherever the command line started saving the runs of the sweep that the file belongs
 * to.
 */
async function placeOf(file: string): Promise<string> {
  const own = dirname(file);
  const isOwn =
    basename(file) === 'sweep.babelscope.json' && (await stat(join(own, sweepHeader)).catch(() => undefined));
  return isOwn ? own : partialOf(file);
}

/** Aborts the current group when the caller aborts, or some time after the caller asked to stop. */
function patient({ signal, stop }: CallContext): { signal: AbortSignal; clear(): void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => (timer = setTimeout(() => late.abort(stop.reason), patience));
  if (stop.aborted) wait();
  else stop.addEventListener('abort', wait, { once: true });
  return {
    signal: AbortSignal.any([signal, late.signal]),
    clear() {
      clearTimeout(timer);
      stop.removeEventListener('abort', wait);
    },
  };
}
