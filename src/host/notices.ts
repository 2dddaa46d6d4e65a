import { commands, window } from 'vscode';
import type { Failure } from '../protocol/failure';
import { actionsFor } from './failures';

/** A popup, for failures that have no panel to appear in. */
export function notify(failure: Failure): void {
  if (failure.code === 'cancelled') return;
  const actions = actionsFor(failure.code);
  const show = failure.code === 'internal' ? window.showErrorMessage : window.showWarningMessage;
  void show(failure.message, ...actions.map((action) => action.label)).then((label) => {
    const action = actions.find((candidate) => candidate.label === label);
    return action && commands.executeCommand(action.id);
  });
}
