import { analyses } from '../analyses/registry';
import type { FailureCode } from '../rpc/failure';
import type { InspectorAction } from '../protocol/webview';
import { commandIds } from './identifiers';

/** What a failure offers to do next, as commands to run. */
const chooseModel: InspectorAction = { id: commandIds.chooseModel, label: 'Choose Model…' };
const inspectAgain: InspectorAction = { id: commandIds.inspectSelection, label: 'Inspect Again' };
const openSample: InspectorAction = { id: commandIds.openSample, label: 'Open Sample Text' };
const showLog: InspectorAction = { id: commandIds.showLog, label: 'Show Log' };
const findNeurons: InspectorAction = { id: analyses.count.command, label: `${analyses.count.title}…` };
const useAtlas: InspectorAction = { id: commandIds.useAtlas, label: 'Use Another Atlas…' };
const manageTrust: InspectorAction = { id: 'workbench.trust.manage', label: 'Manage Workspace Trust' };

const actions: Record<FailureCode, InspectorAction[]> = {
  cancelled: [inspectAgain],
  'empty-selection': [inspectAgain, openSample],
  'selection-too-long': [inspectAgain],
  'not-text': [inspectAgain, openSample],
  'model-missing': [chooseModel, showLog],
  'model-broken': [chooseModel, showLog],
  'model-unsupported': [chooseModel, showLog],
  'tokenizer-broken': [chooseModel, showLog],
  'atlas-missing': [findNeurons, useAtlas, chooseModel],
  'atlas-broken': [useAtlas, findNeurons, chooseModel],
  'atlas-other-model': [useAtlas, findNeurons, chooseModel],
  'neurons-broken': [showLog],
  'storage-unwritable': [inspectAgain, showLog],
  'corpus-unusable': [findNeurons, showLog],
  'run-under-way': [],
  'engine-crashed': [inspectAgain, showLog],
  'result-gone': [inspectAgain],
  'intervention-contradictory': [],
  'intervention-invalid': [],
  'language-without-neurons': [chooseModel],
  'prompt-empty': [],
  'prompt-too-long': [],
  'experiment-broken': [],
  'ablation-broken': [],
  'chat-template-broken': [showLog],
  'hub-unreachable': [showLog],
  'hub-refused': [showLog],
  'download-broken': [showLog],
  untrusted: [manageTrust, chooseModel],
  internal: [inspectAgain, showLog],
};

/** The buttons beside a failure's sentence, likeliest remedy first. */
export function actionsFor(code: FailureCode): InspectorAction[] {
  return actions[code];
}

/** What the steering page retries by itself: the failed run, or the failed loading of the model. */
export const steerAgain: InspectorAction = { id: 'steer-again', label: 'Try Again' };

/**
 * The buttons beside the failure of a steered run. "Inspect Again" would leave the steering page, so offer
 * "Try Again".
 */
export function steeringActionsFor(code: FailureCode): InspectorAction[] {
  const offered = actions[code].map((action) => (action === inspectAgain ? steerAgain : action));
  return offered.filter((action) => action !== openSample);
}

/** The buttons beside the failure to start a long run; the user did not ask for an inspection. */
export function runActionsFor(code: FailureCode): InspectorAction[] {
  return actions[code].filter((action) => action !== inspectAgain && action !== openSample);
}

/** Whether a page may request the action: only those that some failure offers, never any other command. */
export function isAction(id: string): boolean {
  return Object.values(actions).some((offered) => offered.some((action) => action.id === id));
}
