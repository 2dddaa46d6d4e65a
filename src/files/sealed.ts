import type * as v from 'valibot';
import { parseJson } from '../input/json';
import { check } from '../input/shape';
import { verdictOn } from './checksum';

/**
 * Reads a small file of our own, which may have a checksum; those of before have none.
 *
 * @returns `damaged` where it is no longer what was written; undefined for sound JSON of another shape, as of another
 *   version
 */
export function readSealed<S extends v.GenericSchema<unknown, unknown>>(
  shape: S,
  text: string,
): v.InferOutput<S> | 'damaged' | undefined {
  if (verdictOn(text) === 'damaged') return 'damaged';
  try {
    const found = check(shape, parseJson(text));
    return found.success ? found.output : undefined;
  } catch {
    return 'damaged';
  }
}
