import { type QuickPickItem, QuickPickItemKind, ThemeIcon } from 'vscode';
import { pick, showInformation } from '../dialogs';
import type { Babelscope } from '../babelscope';
import { percentOf, resultOf, type RunRecord, titleOf } from '../../app/tasks/record';

interface Choice extends QuickPickItem {
  /** Separators do nothing. */
  run?(): Promise<unknown> | void;
}

/** Everything that can be done with the current runs; opened by clicking the run in the status bar. */
export async function showRuns({ runs, log }: Babelscope): Promise<void> {
  const throwAway = (record: RunRecord, detail: string): Choice => ({
    iconPath: new ThemeIcon('trash'),
    label: 'Discard…',
    description: capital(titleOf(record)),
    detail,
    run: () => runs.discard(record),
  });
  const underWay = runs.flow.active.flatMap(({ record }): Choice[] => [
    {
      iconPath: new ThemeIcon('debug-pause'),
      label: 'Pause',
      description: capital(titleOf(record)),
      detail: 'Keeps what is done. “Babelscope: Resume Run…” goes on with it.',
      run: () => runs.flow.pause(record),
    },
    throwAway(record, 'Ends the run and throws away what is done.'),
  ]);
  const unfinished = (await runs.flow.unfinished()).flatMap((record): Choice[] => [
    {
      iconPath: new ThemeIcon('debug-continue'),
      label: 'Resume',
      description: capital(titleOf(record)),
      detail: aboutOf(record),
      run: () => runs.resume(record),
    },
    throwAway(record, 'Throws away what is done.'),
  ]);
  if (underWay.length + unfinished.length === 0) return sayNone();
  const showLog: Choice = { iconPath: new ThemeIcon('output'), label: 'Show Log', run: () => log.show(true) };
  const choices = [...part('Under way', underWay), ...part('Unfinished', unfinished), ...part('', [showLog])];
  const answer = await pick(choices, { title: 'Babelscope Runs', matchOnDescription: true });
  await answer?.run?.();
}

/** Pauses every run of this window. */
export async function pauseRun({ runs }: Babelscope): Promise<void> {
  await Promise.all(runs.flow.active.map(({ record }) => runs.flow.pause(record)));
}

/** Resumes a run that was paused, failed or interrupted. @param id of a run; without it the user chooses */
export async function resumeRun({ runs }: Babelscope, id?: unknown): Promise<void> {
  const unfinished = await runs.flow.unfinished();
  const known = unfinished.find((record) => record.id === id);
  if (known) return void (await runs.resume(known));
  if (unfinished.length === 0) return sayNone();
  const choices = unfinished.map((record) => ({
    label: capital(titleOf(record)),
    description: aboutOf(record),
    detail: record.failure ?? resultOf(record),
    record,
  }));
  const title = 'Resume Run';
  const answer = await pick(choices, { title, matchOnDescription: true });
  if (answer) await runs.resume(answer.record);
}

function sayNone(): void {
  void showInformation('There is no unfinished run. Start one with “Find Language Neurons…”.');
}

function part(label: string, choices: Choice[]): Choice[] {
  return choices.length > 0 ? [{ label, kind: QuickPickItemKind.Separator }, ...choices] : [];
}

/** `babelscope-10l · 42 % · paused` */
function aboutOf(record: RunRecord): string {
  return `${record.model.name} · ${percentOf(record)} % · ${stateOf(record)}`;
}

function stateOf({ state }: RunRecord): string {
  return state === 'running' ? 'interrupted' : state;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
