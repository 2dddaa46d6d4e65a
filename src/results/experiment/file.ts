import * as v from 'valibot';
import type { Thresholds } from '../../lape/thresholds';
import type { Failure } from '../../rpc/failure';
import type { Generation } from '../../protocol/generation';
import type { Answer } from '../../protocol/steering-page';
import type { SteeringChoices } from '../../steering/choices';
import { sealedFile } from '../../files/checksum';
import { countUpTo, numberList, realOf } from '../../files/number-list';
import {
  expectVersion,
  fitted,
  lineShape as line,
  makingShape,
  type SavedJson,
  thresholdsShape,
} from '../../files/saved';
import { steeringChoicesShape } from '../../steering/choices-shape';

/** One of a run's two answers, in its final state. */
export type RecordedAnswer = Pick<Answer, 'text' | 'tokens' | 'generation' | 'language'> & {
  failure: Failure | undefined;
};

/** A steering run with everything needed to read, judge and reproduce it: a `*.babelscope.json`. */
export interface Experiment {
  versions: { babelscope: string; onnxruntime: string };
  /** When the run started, ISO 8601 in UTC. */
  date: string;
  /** `identity`: hash of the graph and the sizes of its weights. */
  model: { name: string; identity: string };
  /** Thresholds that decided which neurons belong to a language. */
  settings: Thresholds;
  choices: SteeringChoices;
  plain: RecordedAnswer;
  steered: RecordedAnswer;
}

export const experimentFormat = 'babelscope-experiment';
const formatVersion = 1;

/** One number as `realOf` reads it. */
const real = v.pipe(
  v.union([v.number(), v.null(), v.picklist(['Infinity', '-Infinity'])]),
  v.transform((value) => realOf(value) as number),
);
const mostCount = 0x7fff_ffff;
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostCount));
const ids = numberList((length): Int32Array => new Int32Array(length), countUpTo(mostCount));
const offsets = numberList((length): Uint32Array => new Uint32Array(length), countUpTo(mostCount));
const reals = numberList((length): Float32Array => new Float32Array(length), realOf);

const generation = v.pipe(
  v.object({
    promptIds: ids,
    ids,
    text: v.string(),
    start: offsets,
    end: offsets,
    logProbability: reals,
    plainLogProbability: reals,
    languages: v.array(v.pipe(v.string(), v.maxLength(64))),
    activity: reals,
    share: reals,
    finish: v.picklist(['length', 'stop', 'end', 'context', 'cancelled', 'not-a-number']),
    changedAt: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(-1))),
    touched: v.object({ neurons: count, residual: count }),
    firstTokenMilliseconds: real,
    tokensPerSecond: real,
    warnings: v.array(line),
  }),
  v.check(hasMatchingLengths, 'its tokens, ranges and numbers do not belong together'),
);

const answer = v.object({
  text: v.string(),
  tokens: count,
  generation: v.optional(generation),
  failure: v.optional(v.object({ code: line, message: line })),
  language: v.optional(
    v.object({ tag: v.pipe(v.string(), v.maxLength(64)), confidence: real, unsure: v.boolean() }),
  ),
});

const shape = v.object({
  ...makingShape,
  settings: thresholdsShape,
  choices: steeringChoicesShape,
  plain: answer,
  steered: answer,
});

/** Writes an experiment as JSON, each list of numbers on one line. Numbers are restored exactly. */
export function encodeExperiment(experiment: Experiment): string {
  const json = JSON.stringify({ format: experimentFormat, formatVersion, ...experiment }, plainly, 2);
  // A JSON string cannot contain a raw line break, so only lists of numbers look like this.
  return sealedFile(
    json.replace(
      /\[\n\s+((?:(?:[-+.\de]+|null|"-?Infinity"),?\s+)+)\]/g,
      (_, items: string) => `[${items.trim().replace(/\s+/g, ' ')}]`,
    ),
  );
}

/**
 * Reads an experiment, written by this version of Babelscope or an earlier one.
 *
 * @param name of the file, for the message
 * @throws BabelscopeError `experiment-broken` for anything else
 */
export function decodeExperiment(raw: SavedJson, name: string): Experiment {
  expectVersion(raw, formatVersion, name);
  const { plain, steered, ...rest } = fitted(shape, raw, name, 'Save the experiment again');
  return { ...rest, plain: recorded(plain), steered: recorded(steered) };
}

function recorded(parsed: v.InferOutput<typeof answer>): RecordedAnswer {
  const { text, tokens, failure, language } = parsed;
  // A later version's code may be unknown here; its sentence still makes sense.
  const said: Failure | undefined = failure && { code: 'internal', message: failure.message };
  const made: Generation | undefined = parsed.generation;
  return { text, tokens, generation: made, failure: said, language };
}

/** Float32 values with just enough digits to restore them; everything else unchanged. */
function plainly(_: string, value: unknown): unknown {
  if (value instanceof Float32Array)
    return Array.from(value, (each) => (Number.isFinite(each) ? Number(each.toPrecision(9)) : each));
  if (ArrayBuffer.isView(value)) return Array.from(value as Int32Array);
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? null : String(value);
  return value;
}

function hasMatchingLengths(made: Generation): boolean {
  const tokens = made.ids.length;
  const cells = tokens * made.languages.length;
  const each = [made.start, made.end, made.logProbability, made.plainLogProbability];
  return (
    each.every(({ length }) => length === tokens) &&
    made.start.every((start, i) => start <= made.end[i] && made.end[i] <= made.text.length) &&
    [made.activity, made.share].every(({ length }) => length === cells || length === 0)
  );
}
