import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import { checked } from '../../../input/shape';
import { writeAtomically } from '../../../files/atomic';
import { sealed, verdictOn } from '../../../files/checksum';
import { textAt } from '../../../files/whole';
import { knownCorpus } from '../../../engine/known-corpus';

/** Bytes: a matrix of a hundred languages has one. */
const largest = 1 << 26;

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
  /** The column that is being measured: a hash of what the model as it is said, `[pass]`. */
  plain: v.optional(v.object({ column: v.number(), hashes: v.array(v.string()) })),
  /** The cell that is being measured, after some of its passes; `sum` is null once it is no number. */
  open: v.optional(
    v.object({ cell: v.string(), passes: v.number(), sum: v.nullable(v.number()), changed: v.boolean() }),
  ),
});
export type AblationState = v.InferOutput<typeof state>;

/** @param row −1 for the model as it is; @param draw −1 for the language's own neurons */
export function cellName(column: number, row: number, draw: number): string {
  return `${column} ${row} ${draw}`;
}

/** An unfinished measurement beside the file it is to become. */
export interface AblationCheckpoint {
  /**
   * What an earlier one left, if it was asked for exactly this; undefined without, and `damaged` where nobody can tell,
   * since it is no longer what was written.
   */
  read(asked: string): Promise<AblationState | 'damaged' | undefined>;
  write(state: AblationState): Promise<void>;
  remove(): Promise<void>;
}

/** @param resultFile the checkpoint is `<resultFile>.partial` */
export function ablationCheckpointOf(resultFile: string): AblationCheckpoint {
  const file = `${resultFile}.partial`;
  return {
    async read(asked) {
      const text = await textAt(file, largest);
      if (text === undefined) return undefined;
      // Whatever is wrong with it, the measurement can begin anew.
      try {
        if (verdictOn(text) === 'damaged') return 'damaged';
        const found = checked(state, JSON.parse(text));
        return found.asked === asked ? found : undefined;
      } catch {
        return 'damaged';
      }
    },
    write: (state) => writeAtomically(file, sealed(JSON.stringify(state))),
    remove: () => rm(file, { force: true }),
  };
}
