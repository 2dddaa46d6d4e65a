import { commands } from 'vscode';
import { showError, showWarning } from './dialogs';
import type { Failure } from '../rpc/failure';
import type { InspectorAction } from '../protocol/webview';
import { actionsFor } from '../app/failure-actions';

/** A popup, for failures that have no panel to appear in. */
export function notify(failure: Failure, actions: InspectorAction[] = actionsFor(failure.code)): void {
  if (failure.code === 'cancelled') return;
  const show = failure.code === 'internal' ? showError : showWarning;
  void show(failure.message, ...actions.map((action) => action.label)).then((label) => {
    const action = actions.find((candidate) => candidate.label === label);
    return action && commands.executeCommand(action.id);
  });
}
