import { type Disposable, MarkdownString, StatusBarAlignment, window } from 'vscode';
import type { EngineState } from '../engine/supervisor';
import { commandIds } from './identifiers';
import type { Failure } from '../protocol/failure';
import type { InspectionFlow } from './inspection';

export interface StatusBarView {
  model: string;
  state: EngineState;
  flow: Pick<InspectionFlow, 'working' | 'opened' | 'failure'>;
}

/** The model and what it does; a click picks another. */
export class StatusBar implements Disposable {
  readonly #item = window.createStatusBarItem('babelscope.model', StatusBarAlignment.Right, 90);

  #shown = '';
  #view: StatusBarView | undefined;
  #due: NodeJS.Timeout | undefined;

  constructor() {
    this.#item.name = 'Babelscope Model';
    this.#item.command = commandIds.chooseModel;
  }

  /** What ends within a moment does not flicker: work is told once it lasts. */
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
    const text = `${icon(view)} ${view.model.replaceAll('$(', '$\u200b(')}${doing && ` · ${doing}`}`;
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

function isBusy({ state, flow: { working } }: StatusBarView): boolean {
  return working !== undefined || state === 'working' || state === 'starting';
}

function icon({ state, flow: { working, failure, opened } }: StatusBarView): string {
  if (working || state === 'starting') return '$(loading~spin)';
  const refused = state === 'ready' && opened?.provider.refusal !== undefined;
  return state === 'failed' || refused || lacksAtlas(failure) ? '$(warning)' : '$(telescope)';
}

function phrase({ state, flow: { working, failure, opened } }: StatusBarView): string {
  if (working && working.total > 0) return `${working.done} of ${working.total} tokens`;
  if (state === 'starting') return 'loading';
  if (working || state === 'working') return 'working';
  if (state === 'failed') return 'failed';
  if (state === 'ready' && lacksAtlas(failure)) return 'no atlas';
  if (state === 'ready' && opened?.provider.refusal !== undefined) return 'on CPU only';
  return state === 'ready' ? 'ready' : '';
}

/** It runs, but nothing is known of its neurons. */
function lacksAtlas(failure: Failure | undefined): boolean {
  return failure?.code.startsWith('atlas-') ?? false;
}

function tooltip({ model, state, flow: { opened } }: StatusBarView): MarkdownString {
  const lines = new MarkdownString();
  lines.appendText(model);
  if (opened && state !== 'stopped')
    lines.appendText(
      `\n\n${opened.layers} layers of ${opened.dMlp} neurons, context of ${opened.context} tokens` +
        (opened.languages.length > 0 ? `\n\nLanguages: ${opened.languages.join(', ')}` : ''),
    );
  if (state === 'stopped') lines.appendText('\n\nLoads with its first use.');
  for (const warning of opened?.warnings ?? []) lines.appendText(`\n\n${warning}`);
  lines.appendMarkdown('\n\nClick to choose a model.');
  return lines;
}
