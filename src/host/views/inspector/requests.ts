import * as v from 'valibot';
import type { Parsers } from '../../../rpc/rpc';
import type { InspectorHostMethods } from '../../../protocol/webview';
import { nothing, parser, picture } from '../parser';

const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));

const shapes = {
  ready: nothing,
  tokenDetail: v.object({ inspection: index, token: index }),
  revealToken: v.object({ inspection: index, token: index, focus: v.boolean() }),
  setFollow: v.object({ on: v.boolean() }),
  setPaint: v.object({ on: v.boolean() }),
  setHidden: v.object({ languages: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(4096)) }),
  copyTable: v.object({ inspection: index }),
  save: v.object({
    inspection: index,
    format: v.picklist(['csv', 'json', 'svg', 'png']),
    picture,
  }),
  inspect: nothing,
  cancel: nothing,
  runAction: v.object({ id: v.pipe(v.string(), v.maxLength(200)) }),
} satisfies Record<keyof InspectorHostMethods, v.GenericSchema<unknown, unknown>>;

/** Checks what the page asks for where it enters: the page is not trusted. */
export const inspectorRequests: Parsers<InspectorHostMethods> = {
  ready: parser('inspector', shapes.ready),
  tokenDetail: parser('inspector', shapes.tokenDetail),
  revealToken: parser('inspector', shapes.revealToken),
  setFollow: parser('inspector', shapes.setFollow),
  setPaint: parser('inspector', shapes.setPaint),
  setHidden: parser('inspector', shapes.setHidden),
  copyTable: parser('inspector', shapes.copyTable),
  save: parser('inspector', shapes.save),
  inspect: parser('inspector', shapes.inspect),
  cancel: parser('inspector', shapes.cancel),
  runAction: parser('inspector', shapes.runAction),
};
