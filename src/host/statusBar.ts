import { type Disposable, MarkdownString, StatusBarAlignment, window } from 'vscode';
import { withoutIcons, withoutMarkdown } from '../view/as-text';
import { commandIds } from '../app/identifiers';
import type { StatusBarView } from '../app/inspection/status';
import { isBusy, phrase, warns } from '../app/inspection/status';

/** The model and what it is doing; a click picks another. */
export class StatusBar implements Disposable {
  readonly #item = window.createStatusBarItem('babelscope.model', StatusBarAlignment.Right, 90);

  #shown = '';
  #view: StatusBarView | undefined;
  #due: NodeJS.Timeout | undefined;

  constructor() {
    this.#item.name = 'Babelscope Model';
    this.#item.command = commandIds.chooseModel;
  }

  /** Work is shown only once it lasts, so short work does not flicker. */
  show(view: StatusBarView): void {
    this.#view = view;
    if (this.#shown !== '' && isBusy(view)) this.#due ??= setTimeout(() => this.#render(), pace);
    else this.#render();
  }

  #render(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const view = this.#view;
    if (!view) return;
    const doing = phrase(view);
    const text = `${icon(view)} ${withoutIcons(view.model)}${doing && ` · ${withoutIcons(doing)}`}`;
    const hint = tooltip(view);
    if (this.#shown === text + hint.value) return;
    this.#shown = text + hint.value;
    this.#item.text = text;
    this.#item.tooltip = hint;
    this.#item.accessibilityInformation = {
      label: `Babelscope model ${view.model}, ${doing || 'not loaded'}. Choose another model.`,
      role: 'button',
    };
    this.#item.show();
  }

  dispose(): void {
    clearTimeout(this.#due);
    this.#item.dispose();
  }
}

/** Milliseconds. */
const pace = 100;

function icon(view: StatusBarView): string {
  if (view.flow.working || view.state === 'starting') return '$(loading~spin)';
  return warns(view) ? '$(warning)' : '$(telescope)';
}

function tooltip({ model, state, flow: { opened } }: StatusBarView): MarkdownString {
  const lines = [model];
  if (opened && state !== 'stopped') {
    lines.push(`${opened.layers} layers of ${opened.dMlp} neurons, context of ${opened.context} tokens`);
    if (opened.languages.length > 0) lines.push(`Languages: ${opened.languages.join(', ')}`);
  }
  if (state === 'stopped') lines.push('Loads with its first use.');
  lines.push(...(opened?.warnings ?? []), 'Click to choose a model.');
  return new MarkdownString(lines.map(withoutMarkdown).join('\n\n'));
}
