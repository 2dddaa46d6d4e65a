import { pick, showInformation } from '../dialogs';
import { formatAmount } from '../../view/format';
import type { Babelscope } from '../babelscope';
import { chooseSweep } from '../sweep/choose';
import { sweepTokens, type Unfinished } from '../sweep/job';

/**
 * Steers prompts from language to language by several methods and strengths, and opens what came of it. A sweep that
 * was ended, by a person or by a crash, can be gone on with.
 */
export async function runSweep({ steering, sweeps, context }: Babelscope): Promise<void> {
  if (sweeps.isRunning) {
    void showInformation('A sweep is running already. Wait for it, or cancel it.');
    return;
  }
  const { engine } = steering.parts;
  const model = await steering.useModel();
  const { identity } = await engine.open(model);
  const unfinished = await sweeps.unfinished(identity);
  const before = unfinished.length > 0 ? await chooseUnfinished(unfinished) : 'new';
  if (before === undefined) return;
  if (before !== 'new') return sweeps.run(before, model);
  const chosen = await chooseSweep(context.extensionPath, await engine.call(model, 'steering', null));
  if (!chosen) return;
  const { file, ...rest } = chosen;
  const job = await sweeps.begin({ ...rest, model: identity, maxTokens: sweepTokens, file: file.toString() });
  // What was given up for a new one is not offered again.
  for (const other of unfinished) if (other.folder !== job.folder) await sweeps.drop(other);
  await sweeps.run(job, model);
}

async function chooseUnfinished(unfinished: readonly Unfinished[]): Promise<Unfinished | 'new' | undefined> {
  const items = unfinished.map((job) => {
    const { pairs, settings, prompts, file } = job.definition;
    const description = [
      formatAmount(pairs.length, 'pair'),
      formatAmount(settings.length, 'setting'),
      formatAmount(prompts.length, 'prompt'),
    ].join(' · ');
    return { job, label: `Go on with ${file.split('/').pop() ?? 'the sweep'}`, description };
  });
  const chosen = await pick(
    [
      ...items,
      { job: 'new' as const, label: 'Begin a New Sweep…', description: 'and forget the unfinished' },
    ],
    { title: 'Steering sweep', placeHolder: 'A sweep was ended before it was done' },
  );
  return chosen?.job;
}
