import { rename } from 'node:fs/promises';
import type * as v from 'valibot';
import { parseJson } from '../input/json';
import { check } from '../input/shape';
import { verdictOn } from './checksum';

/**
 * Reads a small file of our own, which may have a checksum; older ones have none.
 *
 * @returns `damaged` if it is not what was written; undefined for valid JSON of another shape, such as
 * another version's
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

/**
 * Renames a damaged file, to keep it but not use it.
 *
 * @returns its new path; undefined if that failed, for example because another window has just done and
 * reported it
 */
export async function putAside(file: string): Promise<string | undefined> {
  const aside = `${file}.damaged`;
  return rename(file, aside).then(
    () => aside,
    () => undefined,
  );
}
