import { join } from 'node:path';
import { readWhole, UnreadableError } from '../files/whole';
import { JsonError, parseJson, usualBounds, type JsonBounds } from '../input/json';
import { BabelscopeError } from '../rpc/failure';
import { modelName } from './layout';

/** The failure codes for what can be wrong with a file. */
export type Described = 'model-broken' | 'tokenizer-broken';

/** The largest published tokenizer.json is 33 MB; far larger ones would only exhaust memory. */
const mostBytes = 96 << 20;
/** Gemma's vocabulary has 260,000 entries and twice as many merges, each a list. */
const bounds: JsonBounds = { ...usualBounds, containers: 4_000_000, names: 600_000 };

/**
 * Reads a JSON file of a model folder; a byte order mark before it is skipped.
 *
 * @param code of the failure
 * @returns undefined if there is none
 * @throws BabelscopeError if it is not a file (which is then never opened), cannot be read, is far too large,
 * or is not JSON
 */
export async function readJson(root: string, file: string, code: Described): Promise<unknown> {
  const text = await readText(root, file, code);
  if (text === undefined) return undefined;
  try {
    return parseJson(text, bounds);
  } catch (error) {
    const reason =
      error instanceof JsonError && error.cause === undefined ? error.message : 'is not valid JSON';
    throw new BabelscopeError(code, `The ${file} of ${modelName(root)} ${reason}. Download the model again.`);
  }
}

/** As `readJson`, but the text. */
export async function readText(root: string, file: string, code: Described): Promise<string | undefined> {
  const bytes = await readWhole(join(root, file), mostBytes).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    if (error.missing) return undefined;
    throw new BabelscopeError(
      code,
      `The ${file} of ${modelName(root)} ${error.message}. Download the model again.`,
      { cause: error },
    );
  });
  // This also removes a byte order mark.
  return bytes && new TextDecoder().decode(bytes);
}

/** The settings without those that are null, which count as missing. */
export function withoutNulls(settings: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}
