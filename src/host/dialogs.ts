import {
  type CancellationToken,
  type InputBoxOptions,
  type MessageOptions,
  type Progress,
  type ProgressOptions,
  type QuickPick,
  type QuickPickItem,
  type QuickPickOptions,
  window,
} from 'vscode';
import { withoutIcons, withoutLinks } from '../view/as-text';

/**
 * VS Code's messages and prompts, made safe. VS Code turns `[word](command:…)` into a link that runs a
 * command and `$(name)` into an icon, so names and sentences from files could be more than text. Everything
 * therefore goes through here (lint forbids VS Code's own functions elsewhere). Our own icons are
 * `iconPath`s.
 */

type Show = <T extends string>(
  message: string,
  ...rest: [options: MessageOptions, ...buttons: T[]] | T[]
) => Thenable<T | undefined>;

export const showInformation: Show = (message, ...rest) =>
  window.showInformationMessage(withoutLinks(message), ...(rest as never[]));

export const showWarning: Show = (message, ...rest) =>
  window.showWarningMessage(withoutLinks(message), ...(rest as never[]));

export const showError: Show = (message, ...rest) =>
  window.showErrorMessage(withoutLinks(message), ...(rest as never[]));

/** In the status bar, for a few seconds. */
export function showBriefly(icon: 'check' | 'warning', message: string): void {
  window.setStatusBarMessage(`$(${icon}) ${withoutIcons(message)}`, icon === 'check' ? 3000 : 5000);
}

/** A notification that shows progress. */
export function showProgress<T>(
  options: ProgressOptions & { title: string },
  task: (
    progress: Progress<{ message?: string; increment?: number }>,
    cancellation: CancellationToken,
  ) => Thenable<T>,
): Thenable<T> {
  return window.withProgress({ ...options, title: withoutLinks(options.title) }, (progress, cancellation) =>
    task(
      {
        report: ({ message, ...step }) =>
          progress.report({ ...step, ...(message !== undefined && { message: withoutLinks(message) }) }),
      },
      cancellation,
    ),
  );
}

/** One item of a list, or several with `canPickMany`. */
export function pick<T extends QuickPickItem>(
  items: readonly T[] | Promise<readonly T[]>,
  options: QuickPickOptions & { canPickMany: true },
): Promise<T[] | undefined>;
export function pick<T extends QuickPickItem>(
  items: readonly T[] | Promise<readonly T[]>,
  options: QuickPickOptions,
): Promise<T | undefined>;
export async function pick<T extends QuickPickItem>(
  items: readonly T[] | Promise<readonly T[]>,
  options: QuickPickOptions,
): Promise<T | T[] | undefined> {
  const originals = new Map<QuickPickItem, T>();
  const shown = (all: readonly T[]) =>
    all.map((item) => {
      const row = asText(item);
      originals.set(row, item);
      return row;
    });
  const rows = items instanceof Promise ? items.then(shown) : shown(items);
  const chosen: T | T[] | undefined = await window.showQuickPick(rows, options);
  if (Array.isArray(chosen)) return chosen.map((row) => originals.get(row)!);
  return chosen && originals.get(chosen);
}

/** A list that changes while it is open. Its rows are set by `offer`; the selected items are copies. */
export type Picker<T extends QuickPickItem> = Omit<QuickPick<T>, 'items'> & {
  offer(items: readonly T[]): void;
};

export function createPicker<T extends QuickPickItem>(): Picker<T> {
  const picker = window.createQuickPick<T>();
  return Object.assign(picker, { offer: (items: readonly T[]) => (picker.items = items.map(asText)) });
}

/** A line of text; the text below the field must not be markup either. */
export function ask(options: InputBoxOptions): Thenable<string | undefined> {
  const { prompt, validateInput } = options;
  return window.showInputBox({
    ...options,
    ...(prompt !== undefined && { prompt: withoutLinks(prompt) }),
    ...(validateInput && {
      validateInput: async (value) => {
        const answer = await validateInput(value);
        if (typeof answer === 'string') return withoutLinks(answer);
        return answer && { ...answer, message: withoutLinks(answer.message) };
      },
    }),
  });
}

function asText<T extends QuickPickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: withoutIcons(label),
    ...(description !== undefined && { description: withoutIcons(description) }),
    ...(detail !== undefined && { detail: withoutIcons(detail) }),
  };
}
