import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import { checked } from '../../../input/shape';
import { writeAtomically } from '../../../files/atomic';
import { sealed, verdictOn } from '../../../files/checksum';
import { textAt } from '../../../files/whole';
import { knownCorpus } from '../../../engine/known-corpus';
import { partialOf } from '../../analysis';

/** Size limit in bytes: a matrix of a hundred languages takes 1 MB. */
const largest = 1 << 26;

/** One measured cell of the matrix. */
const cell = v.object({
  /** null for a likelihood that is not a number. */
  nll: v.nullable(v.number()),
  changed: v.boolean(),
});

const state = v.object({
  /** The request, with the neurons, and sizes and times of all files. */
  asked: v.string(),
  /** `[column]`; columns not yet surveyed are missing. */
  corpora: v.array(knownCorpus),
  /** `[column]` number of predicted tokens. */
  tokens: v.array(v.number()),
  /** By `cellName`. */
  cells: v.record(v.string(), cell),
  /** The column being measured: a hash of the unmodified model's results, `[pass]`. */
  plain: v.optional(v.object({ column: v.number(), hashes: v.array(v.string()) })),
  /** The cell being measured, after some of its passes; `sum` is null once it is not a number. */
  open: v.optional(
    v.object({ cell: v.string(), passes: v.number(), sum: v.nullable(v.number()), changed: v.boolean() }),
  ),
});
export type AblationState = v.InferOutput<typeof state>;

/** @param row −1 for the unmodified model; @param draw −1 for the language's own neurons */
export function cellName(column: number, row: number, draw: number): string {
  return `${column} ${row} ${draw}`;
}

/** An unfinished measurement, stored beside its result file. */
export interface AblationCheckpoint {
  /**
   * An earlier state, if it was made for exactly this request; undefined if there is none, and `damaged` if
   * it is not what was written, so that cannot be known.
   */
  read(asked: string): Promise<AblationState | 'damaged' | undefined>;
  write(state: AblationState): Promise<void>;
  remove(): Promise<void>;
}

/** @param resultFile the checkpoint is `<resultFile>.partial` */
export function ablationCheckpointOf(resultFile: string): AblationCheckpoint {
  const file = partialOf(resultFile);
  return {
    async read(asked) {
      const text = await textAt(file, largest);
      if (text === undefined) return undefined;
      // Whatever is wrong with it, the measurement can start over.
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
