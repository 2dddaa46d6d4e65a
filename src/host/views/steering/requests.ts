import * as v from 'valibot';
import { steeringChoicesShape } from '../../../files/steering-choices';
import type { Parsers } from '../../../rpc/rpc';
import type { SteeringHostMethods } from '../../../protocol/steering-page';
import { nothing, parser } from '../parser';

const run = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const choices = v.object({
  choices: steeringChoicesShape,
  version: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** Checks what the page asks for where it enters: the page is not trusted. */
export const steeringRequests: Parsers<SteeringHostMethods> = {
  ready: parser('steering', nothing),
  change: parser('steering', choices),
  generate: parser('steering', choices),
  stop: parser('steering', nothing),
  promptFromEditor: parser('steering', nothing),
  showRun: parser('steering', v.object({ id: run })),
  clearHistory: parser('steering', nothing),
  insert: parser('steering', v.object({ run, side: v.picklist(['plain', 'steered']) })),
  compare: parser('steering', v.object({ run })),
  save: parser('steering', v.object({ run })),
  runAction: parser('steering', v.object({ id: v.pipe(v.string(), v.maxLength(200)) })),
};
