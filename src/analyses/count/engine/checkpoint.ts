import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { knownCorpus, type Texts } from '../../../engine/known-corpus';
import { checked } from '../../../input/shape';
import type { Atlas } from '../../../files/atlas';
import { decodeAtlas, encodeAtlas, readAtlasBytes } from '../../../files/atlas';
import { writeAtomically } from '../../../files/atomic';
import type { ContextTable } from '../../../files/contexts';
import { contextMetadata, contextTensors, decodeContexts } from '../../../files/contexts';
import { readMetadata } from '../../../files/safetensors';
import { UnreadableError } from '../../../files/whole';
import { partialOf } from '../../analysis';

const language = v.object({
  /** Where its batches resume; missing before the first. */
  next: v.optional(
    v.object({
      place: v.object({ pass: v.number(), document: v.number() }),
      index: v.number(),
      counted: v.number(),
      dropped: v.optional(v.number(), 0),
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
  /** The request: a run is resumed only for exactly the same one. */
  asked: v.string(),
  /** `[language, file]` modification times of the texts. */
  times: v.array(v.array(v.number())),
  /** In the order of the request; those not yet started are missing. */
  languages: v.array(language),
});
export type Progress = v.InferOutput<typeof progress>;

/** What a run had counted, and where it resumes. */
export interface Kept {
  atlas: Atlas;
  contexts: ContextTable;
  progress: Progress;
}

/** An unfinished run, stored beside its atlas. */
export interface Checkpoint {
  /**
   * What an earlier run left, if it was for exactly this request, over unchanged texts; `damaged` if it is
   * not what was written, so that cannot be known.
   */
  read(asked: string, texts: Texts): Promise<Kept | 'damaged' | undefined>;
  /** Atomically: if a run is killed while writing, the previous state stays. */
  write(atlas: Atlas, contexts: ContextTable, progress: Progress): Promise<void>;
  /** Whether there is one, from whatever run. */
  exists(): Promise<boolean>;
  remove(): Promise<void>;
}

/** @param atlasFile the run's result; the checkpoint is `<atlasFile>.partial` */
export function checkpointOf(atlasFile: string): Checkpoint {
  const file = partialOf(atlasFile);
  return {
    async read(asked, texts) {
      // Whatever is wrong with it, the run can start over.
      try {
        const bytes = await readAtlasBytes(file);
        const found = checked(progress, JSON.parse(readMetadata(bytes)['run'] ?? ''));
        if (found.asked !== asked || !(await areSame(found, texts))) return undefined;
        return {
          atlas: decodeAtlas(bytes),
          contexts: decodeContexts(bytes, file),
          progress: { ...found, times: texts.times },
        };
      } catch (error) {
        return error instanceof UnreadableError && error.missing ? undefined : 'damaged';
      }
    },
    write(atlas, contexts, state) {
      const more = { ...contextMetadata(contexts), run: JSON.stringify(state) };
      return writeAtomically(file, encodeAtlas(atlas, more, contextTensors(contexts)));
    },
    exists: async () => (await stat(file).catch(() => undefined)) !== undefined,
    remove: () => rm(file, { force: true }),
  };
}

/** A file that was restored or copied again has another time, but counts as the same if its content is. */
async function areSame({ languages, times }: Progress, texts: Texts): Promise<boolean> {
  for (const [k, files] of texts.files.entries())
    for (const [i, file] of files.entries()) {
      const known = languages[k]?.corpus.files[i];
      if (!known || times[k]?.[i] === texts.times[k][i]) continue;
      const hash = createHash('sha256');
      await pipeline(createReadStream(file), hash);
      if (hash.digest('hex') !== known.sha256) return false;
    }
  return true;
}
