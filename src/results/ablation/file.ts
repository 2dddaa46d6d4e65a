import * as v from 'valibot';
import { parseJson } from '../../input/json';
import type { Ablation } from './data';
import { BabelscopeError } from '../../rpc/failure';
import { sharesShape } from '../../files/atlas';
import { sealedFile } from '../../files/checksum';
import { countUpTo, numberList, realOf } from '../../files/number-list';
import { fitted, lineShape as line, makingShape, thresholdsShape } from '../../files/saved';

/** The file's `format`. */
export const ablationFormat = 'babelscope-ablation';
const formatVersion = 1;

/** Rows and columns of the largest matrix. */
const mostLanguages = 2000;

const tag = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const tags = v.pipe(
  v.array(tag),
  v.maxLength(mostLanguages),
  v.check((all) => new Set(all).size === all.length, 'a language is there twice'),
);
const counts = numberList((length) => new Array<number>(length), countUpTo(Number.MAX_SAFE_INTEGER));
/** Ablation can drive a likelihood to NaN or infinity. */
const reals = numberList((length): Float64Array => new Float64Array(length), realOf);

const shape = v.pipe(
  v.object({
    ...makingShape,
    thresholds: thresholdsShape,
    settings: v.object({
      tokensPerLanguage: count,
      rowLength: count,
      seed: v.number(),
      dropForeign: v.optional(v.boolean()),
    }),
    off: tags,
    neurons: counts,
    measured: tags,
    tokens: counts,
    corpora: v.array(
      v.object({
        language: tag,
        files: v.array(v.object({ name: line, bytes: count, sha256: line })),
        documents: count,
        readsAs: v.optional(sharesShape),
      }),
    ),
    plain: reals,
    ablated: reals,
    draws: v.pipe(count, v.maxValue(1000)),
    control: reals,
    changed: v.array(v.boolean()),
    warnings: v.array(line),
  }),
  v.check(hasMatchingSizes, 'its languages and numbers do not belong together'),
);

/** Writes an ablation as JSON, one matrix row per line. Numbers are restored exactly. */
export function encodeAblation(ablation: Ablation): string {
  const json = JSON.stringify({ format: ablationFormat, formatVersion, ...ablation }, plainly, 2);
  // A JSON string cannot contain a raw line break, so only lists of numbers look like this.
  return sealedFile(
    json.replace(
      /\[\n\s+((?:(?:[-+.\de]+|null|"Infinity"),?\s+)+)\]/g,
      (_, items: string) => `[${items.trim().replace(/\s+/g, ' ')}]`,
    ),
  );
}

/**
 * Reads an ablation, written by this version of Babelscope or an earlier one.
 *
 * @param name of the file, for the message
 * @throws BabelscopeError `ablation-broken` for anything else
 */
export function decodeAblation(text: string, name: string): Ablation {
  return recallAblation(parse(text, name), name);
}

/**
 * The same from parsed JSON.
 *
 * @throws BabelscopeError `ablation-broken`
 */
export function recallAblation(raw: Record<string, unknown>, name: string): Ablation {
  if (raw['format'] !== ablationFormat) throw noAblation(name);
  if (raw['formatVersion'] !== formatVersion)
    throw broken(
      `${name} was written by another version of Babelscope (its format is ${String(raw['formatVersion']).slice(0, 20)}, this one reads ${formatVersion}). Update Babelscope and open it again.`,
    );
  return fitted(shape, raw, name, 'Measure the ablations again', 'ablation-broken');
}

function parse(text: string, name: string): Record<string, unknown> {
  try {
    const raw = parseJson(text);
    if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  } catch {
    throw broken(`${name} is cut short or not JSON, so it cannot be read. Measure the ablations again.`);
  }
  throw noAblation(name);
}

function plainly(_: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? null : String(value);
  return value;
}

function hasMatchingSizes(made: Ablation): boolean {
  const [rows, columns] = [made.off.length, made.measured.length];
  return (
    [made.neurons, made.changed].every(({ length }) => length === rows) &&
    [made.tokens, made.corpora, made.plain].every(({ length }) => length === columns) &&
    made.corpora.every(({ language }, column) => language === made.measured[column]) &&
    made.ablated.length === rows * columns &&
    made.control.length === made.draws * rows * columns
  );
}

function noAblation(name: string): BabelscopeError {
  return broken(`${name} is not a measurement of ablations. Open it as text, or open another file.`);
}

function broken(message: string): BabelscopeError {
  return new BabelscopeError('ablation-broken', message);
}
