import * as v from 'valibot';
import type { SweepRow, SweepSetting } from './data';
import { switchingMethods } from '../../steering/methods';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
export const tagShape = v.pipe(v.string(), v.maxLength(64));
const name = v.pipe(v.string(), v.maxLength(500));
const text = v.pipe(v.string(), v.maxLength(1_000_000));

/** Validates a row from a file. */
export const sweepRowShape = v.object({
  id: text,
  setting: v.nullable(name),
  source: tagShape,
  target: v.nullable(tagShape),
  prompt: text,
  text,
  written: v.nullable(
    v.object({
      tag: tagShape,
      confidence: v.pipe(finite, v.minValue(0), v.maxValue(1)),
      unsure: v.boolean(),
    }),
  ),
  tokens: whole,
  nll: v.nullable(finite),
  finish: name,
  changedAt: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(-1))),
}) satisfies v.GenericSchema<unknown, SweepRow>;

/** Validates a setting from a file. */
export const sweepSettingShape = v.object({
  name,
  method: v.picklist(switchingMethods),
  strength: finite,
  layers: v.optional(v.tuple([whole, whole])),
  control: v.optional(whole),
}) satisfies v.GenericSchema<unknown, SweepSetting>;
