import * as v from 'valibot';
import type { LayerRange } from '../steering/layer-range';
import type { SweepLanguage } from '../results/sweep/data';
import type { SwitchingMethod } from '../steering/methods';
import { call, type HostMethods, type } from './page';
import { resultPage } from './result-page';

/** The seam between the extension host and the page of a sweep. */

/** A setting as shown on the page. */
export interface ShownSetting {
  name: string;
  method: SwitchingMethod;
  strength: number;
  layers: LayerRange | null;
  /** The name of the setting that it is the random control of. */
  controlOf: string | null;
}

/** A setting on one pair or, if source and target are null, on all; NaN becomes null. */
export interface ShownLine {
  /** null: the plain continuations. */
  setting: string | null;
  source: string | null;
  target: string | null;
  n: number;
  successes: number;
  /** 0–1, with its 95 % interval after Wilson. */
  success: number | null;
  low: number;
  high: number;
  unsure: number;
  /** Perplexity of all steered continuations relative to the plain ones. */
  perplexity: number | null;
  fluency: number | null;
  /** Harmonic mean of success and fluency. */
  score: number | null;
  unchanged: number;
  /** Runs whose logits were not numbers. */
  broken: number;
}

export interface ShownSweep {
  model: string;
  /** ISO 8601. */
  date: string;
  maxTokens: number;
  /** `temperature 0.8, top-k 40`. */
  sampling: string;
  seed: number;
  runs: number;
  /** More than `runs` if the sweep was ended early. */
  planned: number;
  /** All languages of its pairs, in the order of the sweep. */
  tags: string[];
  settings: ShownSetting[];
  lines: ShownLine[];
}

/** A prompt with its continuations. */
export interface SweepExample {
  source: string;
  target: string;
  prompt: string;
  plain: ExampleText | null;
  steered: ExampleText;
  control: ExampleText | null;
}

export interface ExampleText {
  text: string;
  written: SweepLanguage | null;
  finish: string;
}

const tag = v.nullable(v.pipe(v.string(), v.maxLength(64)));

export const sweepPage = resultPage('sweep', 'Steering sweep', type<ShownSweep>(), {
  /** Runs of a setting on one pair, or a few of every pair. */
  examples: call(
    v.object({ setting: v.pipe(v.string(), v.maxLength(500)), source: tag, target: tag }),
    type<SweepExample[]>(),
  ),
});

export type SweepHostMethods = HostMethods<typeof sweepPage>;
