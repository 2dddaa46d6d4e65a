import { readFile, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { checked } from '../input/shape';
import { writeAtomically } from '../files/atomic';
import { knownCorpus } from './checkpoint';

/** One cell of the matrix that is measured. */
const cell = v.object({
  /** null for a likelihood that is no number. */
  nll: v.nullable(v.number()),
  changed: v.boolean(),
});

const state = v.object({
  /** What was asked for, with the neurons, and sizes and times of all files. */
  asked: v.string(),
  /** `[column]` those not yet looked at are missing. */
  corpora: v.array(knownCorpus),
  /** `[column]` tokens that are predicted. */
  tokens: v.array(v.number()),
  /** By `cellName`. */
  cells: v.record(v.string(), cell),
});
export type AblationState = v.InferOutput<typeof state>;

/** @param row −1 for the model as it is; @param draw −1 for the language's own neurons */
export function cellName(column: number, row: number, draw: number): string {
  return `${column} ${row} ${draw}`;
}

/** An unfinished measurement beside the file it is to become. */
export interface AblationCheckpoint {
  /** What an earlier one left, if it was asked for exactly this; else an empty one. */
  read(asked: string): Promise<AblationState>;
  write(state: AblationState): Promise<void>;
  remove(): Promise<void>;
}

/** @param resultFile the checkpoint is `<resultFile>.partial` */
export function ablationCheckpointOf(resultFile: string): AblationCheckpoint {
  const file = `${resultFile}.partial`;
  return {
    async read(asked) {
      // Whatever is wrong with it, the measurement can begin anew.
      try {
        const found = checked(state, JSON.parse(await readFile(file, 'utf8')));
        if (found.asked === asked) return found;
      } catch {
        // Told by the return below.
      }
      return { asked, corpora: [], tokens: [], cells: {} };
    },
    write: (state) => writeAtomically(file, JSON.stringify(state)),
    remove: () => rm(file, { force: true }),
  };
}
