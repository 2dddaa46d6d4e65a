import { rename } from 'node:fs/promises';
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

/**
 * Takes a damaged file out of the way, and keeps it.
 *
 * @returns its new path; undefined where that failed, as when another window has just done it and told of it
 */
export async function putAside(file: string): Promise<string | undefined> {
  const aside = `${file}.damaged`;
  return rename(file, aside).then(
    () => aside,
    () => undefined,
  );
}
