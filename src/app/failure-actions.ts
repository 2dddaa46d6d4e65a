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

/** The buttons beside a failure's sentence; the first is the likeliest way on. */
export function actionsFor(code: FailureCode): InspectorAction[] {
  return actions[code];
}

/** What the steering page runs itself: the run, or the loading of the model, that failed. */
export const steerAgain: InspectorAction = { id: 'steer-again', label: 'Try Again' };

/** The buttons beside a failure's sentence where a run was steered: whoever inspects again would be elsewhere. */
export function steeringActionsFor(code: FailureCode): InspectorAction[] {
  const offered = actions[code].map((action) => (action === inspectAgain ? steerAgain : action));
  return offered.filter((action) => action !== openSample);
}

/** The buttons beside a failure's sentence where a run was to begin: nobody wanted to inspect. */
export function runActionsFor(code: FailureCode): InspectorAction[] {
  return actions[code].filter((action) => action !== inspectAgain && action !== openSample);
}

/** Whether a page may ask for the action: only what some failure offers, never any other command. */
export function isAction(id: string): boolean {
  return Object.values(actions).some((offered) => offered.some((action) => action.id === id));
}
