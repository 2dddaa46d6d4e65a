import * as v from 'valibot';
import { BabelscopeError } from '../../../protocol/failure';
import type { Parsers } from '../../../protocol/rpc';
import type { InspectorHostMethods } from '../../../protocol/webview';

const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const nothing = v.nullish(v.null(), null);
/** Bytes of the largest picture the page may have saved. */
const pictureLimit = 64 * 1024 * 1024;

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
    picture: v.optional(
      v.pipe(
        v.instance(Uint8Array),
        v.check((bytes) => bytes.byteLength <= pictureLimit, 'picture too large'),
      ),
    ),
  }),
  inspect: nothing,
  cancel: nothing,
  runAction: v.object({ id: v.pipe(v.string(), v.maxLength(200)) }),
} satisfies Record<keyof InspectorHostMethods, v.GenericSchema<unknown, unknown>>;

function parser<S extends v.GenericSchema<unknown, unknown>>(
  shape: S,
): (request: unknown) => v.InferOutput<S> {
  return (request) => {
    const parsed = v.safeParse(shape, request);
    if (parsed.success) return parsed.output;
    throw new BabelscopeError(
      'internal',
      `The inspector page sent a malformed request: ${parsed.issues[0].message}.`,
    );
  };
}

/** Checks what the page asks for where it enters: the page is not trusted. */
export const inspectorRequests: Parsers<InspectorHostMethods> = {
  ready: parser(shapes.ready),
  tokenDetail: parser(shapes.tokenDetail),
  revealToken: parser(shapes.revealToken),
  setFollow: parser(shapes.setFollow),
  setPaint: parser(shapes.setPaint),
  setHidden: parser(shapes.setHidden),
  copyTable: parser(shapes.copyTable),
  save: parser(shapes.save),
  inspect: parser(shapes.inspect),
  cancel: parser(shapes.cancel),
  runAction: parser(shapes.runAction),
};
