import * as v from 'valibot';
import type { SteeringChoices } from './choices';
import { methodIds } from './methods';
import { sharedNeurons } from './methods/method';

/** UTF-16 units of the longest text in the choices: far more than fits any context. */
const longest = 200_000;

const finite = v.pipe(v.number(), v.finite());
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const layer = whole(0, 0xffff);
const tags = v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(1024));

/**
 * The user's choices for a run, from a page, the editor's memory or a file. Only their form is checked; the
 * engine decides what the model can do with them.
 */
export const steeringChoicesShape = v.object({
  prompt: v.pipe(v.string(), v.maxLength(longest)),
  // Absent in files saved before chat support.
  chat: v.optional(v.boolean(), false),
  off: tags,
  on: tags,
  method: v.picklist(methodIds),
  strength: finite,
  layers: v.tuple([layer, layer]),
  value: finite,
  shared: v.picklist(sharedNeurons),
  dimensions: whole(0, 0xff_ffff),
  neurons: v.pipe(v.array(v.object({ layer, index: whole(0, 0xff_ffff) })), v.maxLength(100_000)),
  control: v.boolean(),
  sampling: v.object({
    temperature: v.pipe(finite, v.minValue(0)),
    topK: whole(0, 0xff_ffff),
    topP: v.pipe(finite, v.minValue(0), v.maxValue(1)),
    repetitionPenalty: v.pipe(finite, v.gtValue(0)),
    seed: whole(0, 0xffff_ffff),
  }),
  maxTokens: whole(1, 0xff_ffff),
  stop: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.maxLength(64)),
}) satisfies v.GenericSchema<unknown, SteeringChoices>;
