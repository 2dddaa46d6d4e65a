import * as v from 'valibot';
import { JsonError, type JsonBounds, parseJson, usualBounds } from '../input/json';
import { check, faultIn } from '../input/shape';
import { verdictOnText } from './checksum';
import { BabelscopeError, type FailureCode } from '../rpc/failure';

/** The JSON of a `*.babelscope.json`: `format` names its kind, `formatVersion` the version of that format. */
export type SavedJson = Record<string, unknown>;

/** UTF-16 units of the largest readable file: some hundred thousand tokens. */
export const longestSaved = 64 * 1024 * 1024;

/**
 * Enough for a sweep of a hundred thousand runs, or two answers of ten thousand tokens in a hundred
 * languages.
 */
const bounds: JsonBounds = { ...usualBounds, values: 4_000_000, containers: 500_000, members: 2_000_000 };

/** A name or a sentence. */
export const lineShape = v.pipe(v.string(), v.maxLength(10_000));

/** How every result was made: versions, date and model. */
export const makingShape = {
  versions: v.object({ babelscope: lineShape, onnxruntime: lineShape }),
  date: v.pipe(v.string(), v.isoTimestamp()),
  model: v.object({ name: lineShape, identity: lineShape }),
};

/** Thresholds that decided which neurons belong to a language. */
export const thresholdsShape = v.object({
  topRate: v.number(),
  filterRate: v.number(),
  activationBar: v.number(),
});

/**
 * Reads the part of a saved file that all kinds share.
 *
 * @param name of the file, for the message
 * @throws BabelscopeError `experiment-broken` if it is not a JSON object
 */
export function parseSaved(text: string, name: string): SavedJson {
  if (text.length > longestSaved)
    throw broken(`${name} is too large for a saved result. Open it as text, or open another file.`);
  const raw = parse(text, name);
  if (verdictOnText(text) === 'damaged')
    throw broken(
      `${name} is no longer what Babelscope wrote: it was damaged, or edited. Restore it; to open it as it is, delete “checksum” at its end.`,
    );
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as SavedJson;
  throw unknownKind({}, name);
}

function parse(text: string, name: string): unknown {
  try {
    return parseJson(text, bounds);
  } catch (error) {
    if (error instanceof JsonError && error.cause === undefined)
      throw broken(`${name} ${error.message}. Open it as text, or open another file.`);
    throw broken(`${name} is cut short or not JSON, so it cannot be read. Save it again.`);
  }
}

/**
 * Validates a saved file against the schema of its kind.
 *
 * @param again how to make such a file again, for the message: “Run the sweep again”
 * @throws BabelscopeError `code`, saying what is wrong, and where
 */
export function fitted<S extends v.GenericSchema<unknown, unknown>>(
  shape: S,
  raw: SavedJson,
  name: string,
  again: string,
  code: FailureCode = 'experiment-broken',
): v.InferOutput<S> {
  const found = check(shape, raw);
  if (found.success) return found.output;
  throw new BabelscopeError(code, `${name} is damaged${faultIn(found.issues)}. ${again}.`);
}

/** The failure for a file of unknown kind. */
export function unknownKind({ format }: SavedJson, name: string): BabelscopeError {
  return broken(
    typeof format === 'string' && format.startsWith('babelscope-')
      ? `${name} is of a kind that this version of Babelscope does not know (${format.slice(0, 60)}). Update Babelscope and open it again.`
      : `${name} was not saved by Babelscope. Open it as text, or open another file.`,
  );
}

/** @throws BabelscopeError `experiment-broken` for a file written by an unsupported version */
export function expectVersion({ formatVersion }: SavedJson, version: number, name: string): void {
  if (formatVersion === version) return;
  throw broken(
    `${name} was written by another version of Babelscope (its format is ${String(formatVersion).slice(0, 20)}, this one reads ${version}). Update Babelscope and open it again.`,
  );
}

/** @throws BabelscopeError `experiment-broken` */
export function broken(message: string): BabelscopeError {
  return new BabelscopeError('experiment-broken', message);
}
