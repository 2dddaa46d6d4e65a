import * as v from 'valibot';
import type { SweepPair, SweepPrompt, SweepSetting } from '../steering/sweep-data';
import { sealed } from './checksum';
import { readSealed } from './sealed';
import { sweepSettingShape, tagShape } from './sweep-row';

/** A sweep that was begun: what it goes over, with which model, and where its result is to go. */
export interface SweepDefinition {
  /** Identity of the model. */
  model: string;
  prompts: SweepPrompt[];
  pairs: SweepPair[];
  settings: SweepSetting[];
  maxTokens: number;
  seed: number;
  /** URI of the file that the result is to be. */
  file: string;
}

const text = v.pipe(v.string(), v.maxLength(20_000));
const shape = v.object({
  model: text,
  prompts: v.array(v.object({ language: tagShape, text })),
  pairs: v.array(v.tuple([tagShape, tagShape])),
  settings: v.array(sweepSettingShape),
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(1)),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  file: text,
});

/** What is kept of a sweep. */
export function encodeSweepDefinition(definition: SweepDefinition): string {
  return sealed(JSON.stringify(definition));
}

/** Reads what was kept of a sweep; undefined for what is none, as of another version. */
export function readSweepDefinition(content: string): SweepDefinition | 'damaged' | undefined {
  return readSealed(shape, content);
}
