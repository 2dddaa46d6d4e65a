import * as v from 'valibot';
import type { Thresholds } from '../../lape/thresholds';
import type { Sampling } from '../../steering/options';
import type { SweepPair, SweepRow, SweepSetting } from './data';
import { sealedFile } from '../../files/checksum';
import {
  broken,
  expectVersion,
  fitted,
  makingShape,
  type SavedJson,
  thresholdsShape,
} from '../../files/saved';
import { sweepRowShape, sweepSettingShape, tagShape } from './row';

/** A sweep with everything needed to read, judge and reproduce it: a `*.babelscope.json`. */
export interface Sweep {
  versions: { babelscope: string; onnxruntime: string };
  /** When it ended, ISO 8601 in UTC. */
  date: string;
  /** `identity`: hash of the graph and the sizes of its weights. */
  model: { name: string; identity: string };
  /** Thresholds that decided which neurons belong to a language. */
  thresholds: Thresholds;
  sampling: Sampling;
  maxTokens: number;
  pairs: SweepPair[];
  settings: SweepSetting[];
  /** Number of planned runs; there are fewer rows if it was ended early. */
  planned: number;
  rows: SweepRow[];
}

export const sweepFormat = 'babelscope-sweep';
const formatVersion = 1;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const finite = v.pipe(v.number(), v.finite());

const shape = v.object({
  ...makingShape,
  thresholds: thresholdsShape,
  sampling: v.object({
    temperature: finite,
    topK: whole,
    topP: finite,
    repetitionPenalty: finite,
    seed: whole,
  }),
  maxTokens: whole,
  pairs: v.pipe(v.array(v.tuple([tagShape, tagShape])), v.maxLength(100_000)),
  settings: v.pipe(v.array(sweepSettingShape), v.maxLength(10_000)),
  planned: whole,
  rows: v.pipe(v.array(sweepRowShape), v.maxLength(1_000_000)),
});

/** Writes a sweep as JSON, one row per line. */
export function encodeSweep({ rows, ...sweep }: Sweep): string {
  const head = JSON.stringify({ format: sweepFormat, formatVersion, ...sweep }, null, 1).slice(0, -2);
  return sealedFile(
    `${head},\n "rows": [\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n ]\n}`,
  );
}

/**
 * Reads a sweep, written by this version of Babelscope or an earlier one.
 *
 * @param name of the file, for the message
 * @throws BabelscopeError `experiment-broken` for anything else
 */
export function decodeSweep(raw: SavedJson, name: string): Sweep {
  expectVersion(raw, formatVersion, name);
  const sweep = fitted(shape, raw, name, 'Run the sweep again');
  const known = new Set(sweep.settings.map((setting) => setting.name));
  const stranger = sweep.rows.find(({ setting }) => setting !== null && !known.has(setting));
  if (stranger) throw broken(`${name} is damaged: a row is of no setting. Run the sweep again.`);
  return sweep;
}
