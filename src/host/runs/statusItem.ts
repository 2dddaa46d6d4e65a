import { type Disposable, StatusBarAlignment, window } from 'vscode';
import { timeLeft } from '../../view/pace';
import { commandIds } from '../../app/identifiers';
import type { ActiveRun } from '../../app/tasks/flow';
import { percentOf, titleOf } from '../../app/tasks/record';
import { progressWords } from '../../app/tasks/words';

/** The current run, in the status bar; a click pauses it, or shows what else can be done. */
export class RunStatusItem implements Disposable {
  readonly #item = window.createStatusBarItem('babelscope.run', StatusBarAlignment.Right, 89);

  constructor() {
    this.#item.name = 'Babelscope Run';
    this.#item.command = commandIds.showRuns;
  }

  show(runs: readonly ActiveRun[]): void {
    const [run] = runs;
    if (!run) return this.#item.hide();
    const { record, pace, ending } = run;
    const left = ending ? 'stopping' : pace ? `${timeLeft(pace.left)} left` : '';
    const more = runs.length > 1 ? ` · ${runs.length} runs` : '';
    this.#item.text = `$(sync~spin) ${percentOf(record)} %${left && ` · ${left}`}${more}`;
    this.#item.tooltip = `Babelscope is ${titleOf(record)}: ${progressWords(run)}. Click to pause or discard it.`;
    this.#item.accessibilityInformation = {
      label: `Babelscope is ${titleOf(record)}, ${percentOf(record)} percent. Pause or discard the run.`,
      role: 'button',
    };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
