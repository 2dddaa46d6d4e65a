import * as v from 'valibot';
import type { ReportHostMethods } from '../../../protocol/report-page';
import type { Parsers } from '../../../rpc/rpc';
import { nothing, parser, picture } from '../parser';

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const layer = whole(0, 0xffff);
const index = whole(0, 0xff_ffff);
/** Rows of the largest window: no screen shows more. */
const mostRows = 1000;

const settings = v.object({
  method: v.picklist(['lape', 'lap', 'lave', 'normalised', 'rs']),
  topRate: rate,
  filterRate: rate,
  activationBar: rate,
});

const sort = v.pipe(
  v.string(),
  v.regex(/^(neuron|entropy|peak|languages|p:\d{1,4})$/),
  v.transform((value) => value as 'neuron' | 'entropy' | 'peak' | 'languages' | `p:${number}`),
);

/** Checks what the page asks for where it enters: the page is not trusted. */
export const reportRequests: Parsers<ReportHostMethods> = {
  ready: parser('report', nothing),
  select: parser('report', settings),
  neurons: parser(
    'report',
    v.object({
      settings,
      scope: v.picklist(['selected', 'all']),
      language: whole(-1, 0xffff),
      layer: whole(-1, 0xffff),
      text: v.pipe(v.string(), v.maxLength(100)),
      sort,
      descending: v.boolean(),
      from: whole(0, 0xffff_ffff),
      count: whole(1, mostRows),
    }),
  ),
  neuron: parser('report', v.object({ settings, layer, index })),
  stability: parser('report', settings),
  openContext: parser('report', v.object({ layer, index, context: whole(0, 10_000) })),
  compare: parser('report', nothing),
  stopComparing: parser('report', nothing),
  steer: parser('report', v.object({ layer, index })),
  save: parser(
    'report',
    v.object({
      settings,
      format: v.picklist(['csv', 'json', 'safetensors', 'svg', 'png']),
      picture,
    }),
  ),
  runAction: parser('report', v.object({ id: v.pipe(v.string(), v.maxLength(200)) })),
};
