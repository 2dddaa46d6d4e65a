import { type QuickPickItem, window } from 'vscode';
import type { Babelscope } from '../babelscope';
import { percentOf, resultOf, type RunRecord, titleOf } from '../runs/record';

interface Choice extends QuickPickItem {
  run(): Promise<unknown> | void;
}

/** Pauses or discards what is under way; a click on the run in the status bar. */
export async function showRuns(babelscope: Babelscope): Promise<void> {
  const { runs, log } = babelscope;
  const choices = runs.flow.active.flatMap(({ record }): Choice[] => [
    {
      label: '$(debug-pause) Pause',
      description: capital(titleOf(record)),
      detail: 'Keeps what is done. “Babelscope: Resume Run…” goes on with it.',
      run: () => runs.flow.pause(record),
    },
    {
      label: '$(trash) Discard',
      description: capital(titleOf(record)),
      detail: 'Ends the run and throws away what is done.',
      run: () => runs.flow.discard(record),
    },
  ]);
  if (choices.length === 0) return resumeRun(babelscope);
  const showLog: Choice = { label: '$(output) Show Log', run: () => log.show(true) };
  const answer = await window.showQuickPick([...choices, showLog], { title: 'Babelscope Run' });
  await answer?.run();
}

/** Pauses every run of this window. */
export async function pauseRun({ runs }: Babelscope): Promise<void> {
  await Promise.all(runs.flow.active.map(({ record }) => runs.flow.pause(record)));
}

/** Goes on with a run that was paused, failed or interrupted. @param id of a run; without it a person chooses */
export async function resumeRun({ runs }: Babelscope, id?: unknown): Promise<void> {
  const unfinished = await runs.flow.unfinished();
  const known = unfinished.find((record) => record.id === id);
  if (known) return void (await runs.resume(known));
  if (unfinished.length === 0) {
    void window.showInformationMessage(
      'There is no unfinished run. Start one with “Find Language Neurons…”.',
    );
    return;
  }
  const choices = unfinished.map((record) => ({
    label: capital(titleOf(record)),
    description: `${record.model.name} · ${percentOf(record)} % · ${stateOf(record)}`,
    detail: record.failure ?? resultOf(record),
    record,
  }));
  const title = 'Resume Run';
  const answer = await window.showQuickPick(choices, { title, matchOnDescription: true });
  if (answer) await runs.resume(answer.record);
}

function stateOf({ state }: RunRecord): string {
  return state === 'running' ? 'interrupted' : state;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
