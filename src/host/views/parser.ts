import * as v from 'valibot';
import { check, shown } from '../../input/shape';
import { BabelscopeError } from '../../rpc/failure';

/** Bytes of the largest picture a page may have saved. */
const pictureLimit = 64 * 1024 * 1024;

/** A page's picture of what it shows, where one is sent along. */
export const picture = v.optional(
  v.pipe(
    v.instance(Uint8Array),
    v.check((bytes) => bytes.byteLength <= pictureLimit, 'picture too large'),
  ),
);

/** Requests that carry nothing. */
export const nothing = v.nullish(v.null(), null);

/**
 * Checks what a page asks for where it enters.
 * @param page as the sentence calls it
 */
export function parser<S extends v.GenericSchema<unknown, unknown>>(
  page: string,
  shape: S,
): (request: unknown) => v.InferOutput<S> {
  return (request) => {
    const parsed = check(shape, request);
    if (parsed.success) return parsed.output;
    throw new BabelscopeError(
      'internal',
      `The ${page} page sent a malformed request: ${shown(parsed.issues[0].message)}.`,
    );
  };
}
