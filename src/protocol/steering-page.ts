import * as v from 'valibot';
import type { Failure } from '../rpc/failure';
import type { Generation } from './generation';
import type { SteeringChoices } from '../steering/choices';
import type { SteeringOptions } from '../steering/options';
import { steeringChoicesShape } from '../steering/choices-shape';
import { actionId, call, type HostMethods, nothing, page, type, whole } from './page';
import type { InspectorAction } from './webview';

/** The seam between the extension host and the steering page: the view in the side bar, and a saved experiment. */

/** What is known of one of the two answers. */
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
  /** Which language the continuation is in, and how sure that is (0–1); undefined while open. */
  language: { tag: string; confidence: number; unsure: boolean } | undefined;
  /** Perplexity under the plain model, divided by that of the plain answer; undefined until both are done. */
  relativePerplexity: number | undefined;
}

export interface SteeringRun {
  id: number;
  choices: SteeringChoices;
  plain: Answer;
  steered: Answer;
  /** UTF-16 offset in the continuations from which they differ; undefined while they do not. */
  partsAt: number | undefined;
}

/** A run in the list of earlier ones. */
export interface RunSummary {
  id: number;
  /** Begin of the prompt. */
  prompt: string;
  /** Such as `en off, fr on · DiffMean 1`. */
  label: string;
  /** Begin of the steered continuation. */
  steered: string;
}

/** Everything the page shows, whole, every time. */
export interface SteeringSnapshot {
  /** File name of a saved experiment; undefined in the side bar. */
  experiment: string | undefined;
  model: string | undefined;
  /** What there is to steer with; undefined until the model is loaded. */
  options: SteeringOptions | undefined;
  /** Why there is none, and what to do about it. */
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  /** The model is being loaded. */
  loading: boolean;
  /** What the controls show. The page edits its own copy and sends it with `change` and `generate`. */
  choices: SteeringChoices;
  /** Goes up when the host has changed the choices (a prompt from the selection, an earlier run): the page takes them over. */
  choicesVersion: number;
  /**
   * Who changed them last. A person's act replaces what was being edited; a model that has loaded does not: edits that
   * are on their way then go on top.
   */
  choicesFrom: 'person' | 'model';
  /** The run that is shown; it is under way while one of its answers is waiting or streaming. */
  run: SteeringRun | undefined;
  /** Newest first, without the one shown. */
  history: RunSummary[];
}

/** Choices as edited on the page. The host takes none that it has changed since: they would undo that. */
const edited = v.object({
  choices: steeringChoicesShape,
  /** The `choicesVersion` that they were edited from. */
  version: whole(0, Number.MAX_SAFE_INTEGER),
});
const run = whole(0, 0xffff_ffff);

export const steeringPage = page('steering', 'Steering', {
  /** The page has loaded; loading the model begins. */
  ready: call(nothing, type<SteeringSnapshot>()),
  /** Keeps the choices, so that they are there after a reload; answers whether it has. */
  change: call(edited, type<boolean>()),
  /**
   * Runs plain and steered side by side; a run that is under way ends with what it has. Answers once it has ended: whether
   * the choices were taken.
   */
  generate: call(edited, type<boolean>()),
  /** Ends the run with what it has. */
  stop: call(nothing),
  /** Takes the editor's selection, or its paragraph, as the prompt. */
  promptFromEditor: call(nothing),
  showRun: call(v.object({ id: run })),
  clearHistory: call(nothing),
  /** Puts an answer behind the selection of the active editor. */
  insert: call(v.object({ run, side: v.picklist(['plain', 'steered']) })),
  /** Opens both answers in the editor's own diff. */
  compare: call(v.object({ run })),
  /** Asks where to, and writes `*.babelscope.json`. */
  save: call(v.object({ run })),
  runAction: call(actionId),
});

/** What the page may ask of the host. */
export type SteeringHostMethods = HostMethods<typeof steeringPage>;

/** What the host may ask of the page. */
export interface SteeringPageMethods {
  show(snapshot: SteeringSnapshot): void;
}
