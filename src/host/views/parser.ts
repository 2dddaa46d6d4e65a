import * as v from 'valibot';
import { BabelscopeError } from '../../protocol/failure';

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
    const parsed = v.safeParse(shape, request);
    if (parsed.success) return parsed.output;
    throw new BabelscopeError(
      'internal',
      `The ${page} page sent a malformed request: ${parsed.issues[0].message}.`,
    );
  };
}
