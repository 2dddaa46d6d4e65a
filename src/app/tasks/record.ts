import * as v from 'valibot';
import type { Analysis } from '../../analyses/analysis';
import { analyses, type Asked } from '../../analyses/registry';
import { sealed } from '../../files/checksum';
import { readSealed } from '../../files/sealed';
import { check } from '../../input/shape';

const text = v.pipe(v.string(), v.maxLength(10_000));
const amount = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The request to the engine, kept so it can be repeated. */
const asked = v.pipe(
  v.unknown(),
  v.transform(renamed),
  v.union(
    Object.values(analyses).map(({ id, request }) => v.object({ method: v.literal(id), request })),
  ) as v.GenericSchema<unknown, Asked>,
);

const former = v.object({ method: v.literal('count'), request: v.looseObject({ atlas: text }) });

/** Older records of a count name its file `atlas`. */
function renamed(value: unknown): unknown {
  const old = check(former, value);
  if (!old.success) return value;
  const { atlas, ...request } = old.output.request;
  return { method: 'count', request: { ...request, file: atlas } };
}

const shape = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)),
  asked,
  model: v.object({
    name: text,
    folder: text,
    atlas: v.optional(text),
    origin: v.picklist(['bundled', 'folder']),
  }),
  /** Display name of the texts. */
  texts: text,
  done: amount,
  total: amount,
  /** A run that is `running` but in no living window was interrupted. */
  state: v.picklist(['running', 'paused', 'failed']),
  /** Why it failed, in a sentence. */
  failure: v.optional(text),
  /** The process that runs it, and when it last reported in (milliseconds since 1970). */
  owner: amount,
  beat: amount,
  /** Whether the user was asked to resume it. */
  offered: v.boolean(),
});

/** An unfinished run, stored so it can be resumed in another window, or after a crash. */
export type RunRecord = v.InferOutput<typeof shape>;

/** The record as stored on disk, with a checksum. */
export function encodeRecord(record: RunRecord): string {
  return sealed(JSON.stringify(record));
}

/** @returns undefined if it is not a record of this version, `damaged` if it is not what was written */
export function readRecord(json: string): RunRecord | 'damaged' | undefined {
  return readSealed(shape, json);
}

/** 0–100, rounded down: a run that is not finished is never at 100. */
export function percentOf({ done, total }: { done: number; total: number }): number {
  return total > 0 ? Math.min(99, Math.floor((100 * done) / total)) : 0;
}

/** The analysis that is run. */
export function analysisOf({ asked }: Pick<RunRecord, 'asked'>): Analysis {
  return analyses[asked.method];
}

/** The file that the run will write. */
export function resultOf({ asked }: Pick<RunRecord, 'asked'>): string {
  return asked.request.file;
}

/** Such as `counting texts`, for the middle of a sentence. */
export function titleOf(record: Pick<RunRecord, 'asked' | 'texts'>): string {
  return analysisOf(record).doing(record.texts);
}

/** The unit of progress. */
export function unitOf(record: Pick<RunRecord, 'asked'>): string {
  return analysisOf(record).unit;
}
