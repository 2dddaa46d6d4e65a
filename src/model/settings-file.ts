import { join } from 'node:path';
import { readWhole, UnreadableError } from '../files/whole';
import { JsonError, parseJson, usualBounds, type JsonBounds } from '../input/json';
import { BabelscopeError } from '../rpc/failure';
import { modelName } from './layout';

/** What is wrong with a file is wrong with one of these. */
export type Described = 'model-broken' | 'tokenizer-broken';

/** The largest published tokenizer.json has 33 MB; far larger ones would only eat the memory. */
const mostBytes = 96 << 20;
/** A vocabulary of Gemma's has 260,000 entries and twice as many merges, each a list. */
const bounds: JsonBounds = { ...usualBounds, containers: 4_000_000, names: 600_000 };

/**
 * Reads a JSON file of a model folder; a byte order mark before it is skipped.
 *
 * @param code of the failure
 * @returns undefined where there is none
 * @throws BabelscopeError where it is no file (which is then never opened), cannot be read, is far too large, or no JSON
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
  // A byte order mark goes with it.
  return bytes && new TextDecoder().decode(bytes);
}

/** Settings whose value is null are as if they were left out. */
export function withoutNulls(settings: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}
