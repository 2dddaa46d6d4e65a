import * as v from 'valibot';
import { sealed } from '../../files/checksum';
import { readSealed } from '../../files/sealed';

const text = v.pipe(v.string(), v.maxLength(10_000));
const amount = v.pipe(v.number(), v.integer(), v.minValue(0));
const corpora = v.array(v.object({ language: text, files: v.array(text) }));
const dropForeign = v.optional(v.boolean());
/** What the engine was asked for, so that it can be asked again. */
const asked = v.variant('method', [
  v.object({
    method: v.literal('count'),
    request: v.object({
      corpora,
      tokensPerLanguage: amount,
      atlas: text,
      seed: v.optional(amount),
      dropForeign,
    }),
  }),
  v.object({
    method: v.literal('ablate'),
    request: v.object({
      corpora,
      tokensPerLanguage: amount,
      file: text,
      seed: v.optional(amount),
      dropForeign,
    }),
  }),
]);

const shape = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)),
  asked,
  model: v.object({
    name: text,
    folder: text,
    atlas: v.optional(text),
    origin: v.picklist(['bundled', 'folder']),
  }),
  /** The texts, as people call them. */
  texts: text,
  done: amount,
  total: amount,
  /** A run that is `running` in no living window was interrupted. */
  state: v.picklist(['running', 'paused', 'failed']),
  /** Why it failed, in a sentence. */
  failure: v.optional(text),
  /** The process that runs it, and when that last said so (milliseconds since 1970). */
  owner: amount,
  beat: amount,
  /** A person was asked whether it should go on. */
  offered: v.boolean(),
});

/** A run that is not finished, kept so that it can go on in another window, or after a crash. */
export type RunRecord = v.InferOutput<typeof shape>;

/** As the record lies on the disk, with a checksum. */
export function encodeRecord(record: RunRecord): string {
  return sealed(JSON.stringify(record));
}

/** @returns undefined for what is no record of this version, `damaged` for what is no longer what was written */
export function readRecord(json: string): RunRecord | 'damaged' | undefined {
  return readSealed(shape, json);
}

/** 0–100, rounded down: a run that is not finished is never at 100. */
export function percentOf({ done, total }: { done: number; total: number }): number {
  return total > 0 ? Math.min(99, Math.floor((100 * done) / total)) : 0;
}

/** The file that the run is to write. */
export function resultOf({ asked }: Pick<RunRecord, 'asked'>): string {
  return asked.method === 'count' ? asked.request.atlas : asked.request.file;
}

/** `counting texts`, in the middle of a sentence. */
export function titleOf({ asked, texts }: Pick<RunRecord, 'asked' | 'texts'>): string {
  return asked.method === 'count'
    ? `counting language neurons over ${texts}`
    : `measuring ablations on ${texts}`;
}

/** What progress counts. */
export function unitOf({ asked }: Pick<RunRecord, 'asked'>): string {
  return asked.method === 'count' ? 'tokens' : 'passes';
}
