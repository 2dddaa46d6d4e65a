import { readFile, rm, stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { Atlas } from '../files/atlas';
import { decodeAtlas, encodeAtlas } from '../files/atlas';
import { writeAtomically } from '../files/atomic';
import type { ContextTable } from '../files/contexts';
import { contextMetadata, contextTensors, decodeContexts } from '../files/contexts';
import { decodeSafetensors } from '../files/safetensors';

/** What surveying a language's corpus told. */
export const knownCorpus = v.object({
  files: v.array(v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })),
  documents: v.number(),
  /** About how many tokens it has. */
  tokens: v.number(),
  warning: v.optional(v.string()),
});
export type KnownCorpus = v.InferOutput<typeof knownCorpus>;

const language = v.object({
  /** Where its batches go on; missing before its first. */
  next: v.optional(
    v.object({
      place: v.object({ pass: v.number(), document: v.number() }),
      index: v.number(),
      counted: v.number(),
      rest: v.array(v.number()),
      origin: v.object({
        documents: v.array(
          v.object({ file: v.number(), number: v.number(), offset: v.number(), text: v.string() }),
        ),
        document: v.array(v.number()),
        start: v.array(v.number()),
        end: v.array(v.number()),
      }),
    }),
  ),
  done: v.boolean(),
  corpus: knownCorpus,
});

const progress = v.object({
  /** What was asked for, with sizes and times of all files: a run is resumed only for exactly the same. */
  asked: v.string(),
  /** In the order of the request; those not yet begun are missing. */
  languages: v.array(language),
});
export type Progress = v.InferOutput<typeof progress>;

/** An unfinished run beside the atlas it is to become. */
export interface Checkpoint {
  /** What an earlier run left, if it was asked for exactly this. */
  read(asked: string): Promise<{ atlas: Atlas; contexts: ContextTable; progress: Progress } | undefined>;
  /** Atomically: a run that is killed while writing finds the state before. */
  write(atlas: Atlas, contexts: ContextTable, progress: Progress): Promise<void>;
  remove(): Promise<void>;
}

/** @param atlasFile the run's result; the checkpoint is `<atlasFile>.partial` */
export function checkpointOf(atlasFile: string): Checkpoint {
  const file = `${atlasFile}.partial`;
  return {
    async read(asked) {
      // Whatever is wrong with it, the run can begin anew.
      try {
        const bytes = await readFile(file);
        const found = v.parse(progress, JSON.parse(decodeSafetensors(bytes).metadata['run'] ?? ''));
        if (found.asked !== asked) return undefined;
        return { atlas: decodeAtlas(bytes), contexts: decodeContexts(bytes, file), progress: found };
      } catch {
        return undefined;
      }
    },
    write(atlas, contexts, state) {
      const more = { ...contextMetadata(contexts), run: JSON.stringify(state) };
      return writeAtomically(file, encodeAtlas(atlas, more, contextTensors(contexts)));
    },
    remove: () => rm(file, { force: true }),
  };
}

/** Sizes and times of files, so that a changed corpus is noticed without reading it. Missing files have none. */
export async function fileTimes(files: readonly string[]): Promise<[string, number, number][]> {
  return Promise.all(
    files.map(async (file) => {
      const found = await stat(file).catch(() => undefined);
      return [file, found?.size ?? -1, found?.mtimeMs ?? -1] satisfies [string, number, number];
    }),
  );
}
