import * as v from 'valibot';
import type { Failure } from '../rpc/failure';
import type { Generation } from './generation';
import type { SteeringChoices } from '../steering/choices';
import type { SteeringOptions } from '../steering/options';
import { steeringChoicesShape } from '../steering/choices-shape';
import { actionId, call, type HostMethods, nothing, page, type, whole } from './page';
import type { InspectorAction } from './webview';

/** The seam between the extension host and the steering page: the view in the side bar, and a saved experiment. */

/** The state of one of the two answers. */
export interface Answer {
  /** `waiting` has no token yet. */
  state: 'waiting' | 'streaming' | 'done' | 'failed';
  /** The continuation so far, without the prompt. */
  text: string;
  /** Tokens so far. */
  tokens: number;
  /** Once done. */
  generation: Generation | undefined;
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  /** The language of the continuation, and how certain it is (0–1); undefined until identified. */
  language: { tag: string; confidence: number; unsure: boolean } | undefined;
  /** Perplexity under the plain model, divided by that of the plain answer; undefined until both are done. */
  relativePerplexity: number | undefined;
}

export interface SteeringRun {
  id: number;
  choices: SteeringChoices;
  plain: Answer;
  steered: Answer;
  /** UTF-16 offset at which the continuations diverge; undefined while they do not. */
  partsAt: number | undefined;
}

/** A run in the list of earlier ones. */
export interface RunSummary {
  id: number;
  /** Beginning of the prompt. */
  prompt: string;
  /** Such as `en off, fr on · DiffMean 1`. */
  label: string;
  /** Beginning of the steered continuation. */
  steered: string;
}

/** The complete state of the page, sent as a whole every time. */
export interface SteeringSnapshot {
  /** File name of a saved experiment; undefined in the side bar. */
  experiment: string | undefined;
  model: string | undefined;
  /** The options for steering; undefined until the model is loaded. */
  options: SteeringOptions | undefined;
  /** Why there are none, and what to do about it. */
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  /** The model is being loaded. */
  loading: boolean;
  /** The current choices. The page edits its own copy and sends it with `change` and `generate`. */
  choices: SteeringChoices;
  /**
   * Incremented when the host has changed the choices (a prompt from the selection, an earlier run), which
   * the page must then adopt.
   */
  choicesVersion: number;
  /**
   * Who changed them last. A change by the user replaces what was being edited; a model's first choices do
   * not: edits in progress are applied on top.
   */
  choicesFrom: 'person' | 'model';
  /** The run shown; it is in progress while one of its answers is waiting or streaming. */
  run: SteeringRun | undefined;
  /** Newest first, without the one shown. */
  history: RunSummary[];
}

/**
 * Choices as edited on the page. The host refuses them if it has changed its own since, because they would
 * undo that.
 */
const edited = v.object({
  choices: steeringChoicesShape,
  /** The `choicesVersion` that the edit started from. */
  version: whole(0, Number.MAX_SAFE_INTEGER),
});
const run = whole(0, 0xffff_ffff);

export const steeringPage = page('steering', 'Steering', {
  /** The page has loaded; starts loading the model. */
  ready: call(nothing, type<SteeringSnapshot>()),
  /** Stores the choices, so they survive a reload; returns whether they were accepted. */
  change: call(edited, type<boolean>()),
  /**
   * Runs plain and steered side by side; a run in progress ends with its partial result. Answers when the run
   * has ended: whether the choices were accepted.
   */
  generate: call(edited, type<boolean>()),
  /** Ends the run with its partial result. */
  stop: call(nothing),
  /** Uses the editor's selection or paragraph as the prompt. */
  promptFromEditor: call(nothing),
  showRun: call(v.object({ id: run })),
  clearHistory: call(nothing),
  /** Inserts an answer after the selection of the active editor. */
  insert: call(v.object({ run, side: v.picklist(['plain', 'steered']) })),
  /** Opens both answers in the editor's own diff. */
  compare: call(v.object({ run })),
  /** Asks where to save, and writes `*.babelscope.json`. */
  save: call(v.object({ run })),
  runAction: call(actionId),
});

/** The requests that the page may make. */
export type SteeringHostMethods = HostMethods<typeof steeringPage>;

/** The calls that the host may make to the page. */
export interface SteeringPageMethods {
  show(snapshot: SteeringSnapshot): void;
}
