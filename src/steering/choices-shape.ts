import * as v from 'valibot';
import type { SteeringChoices } from './choices';
import { methodIds } from './methods';
import { sharedNeurons } from './methods/method';

/** UTF-16 units of the longest text in the choices: far more than any context takes. */
const longest = 200_000;

const finite = v.pipe(v.number(), v.finite());
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const layer = whole(0, 0xffff);
const tags = v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(1024));

/**
 * What a person chose for a run, as it comes from a page, from the editor's memory or from a file. Only its form is
 * checked: what a model makes of it, the engine says.
 */
export const steeringChoicesShape = v.object({
  prompt: v.pipe(v.string(), v.maxLength(longest)),
  // Absent in files saved before there were chats.
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
