import { Tensor } from './runtime';
import type { Anatomy } from '../graph/anatomy';
import { emptyPasts, integerTypes } from './decoder';
import type { Session } from './sessions';
import { floats } from './sessions';

/** Reads several texts at once, with a cache of what came before in each. */
export interface BatchDecoder {
  /**
   * Reads further tokens of every text: any number for each in the first call, one for each in all later
   * ones.
   *
   * @returns `[text][pos, vocabulary]` logits after each token, or only after the last if the export gives no
   * others
   */
  read(rows: readonly ArrayLike<number>[]): Promise<Float32Array[]>;
}

/**
 * Whether an export declares the inputs needed for batches; `proveBatches` finds out whether it uses them
 * correctly.
 */
function hasBatchInputs({ cache, inputs }: Anatomy, { variant }: Session): boolean {
  const declared = new Set(variant.inputs.map(({ name }) => name));
  const given = [inputs.mask, inputs.positions].every((name) => name !== undefined && declared.has(name));
  return given && cache !== undefined && cache.outputs.length === cache.inputs.length;
}

/**
 * Starts reading with an empty cache. Shorter texts are padded on the left, where the mask hides the padding.
 *
 * @param steering inputs of the steer variant, the same for all texts
 */
export function createBatchDecoder(
  anatomy: Anatomy,
  session: Session,
  steering: Record<string, Tensor>,
): BatchDecoder {
  const { inputs, logits: logitsName, vocabulary } = anatomy;
  const { inputs: pastNames, outputs: presentNames } = anatomy.cache!;
  const typed = integerTypes(session);
  const feeds: Record<string, Tensor> = { ...steering };
  const outputs = [logitsName, ...presentNames];
  /** `[text]` left padding. */
  let pads: number[] = [];
  let read = 0;
  return {
    async read(rows) {
      const batch = rows.length;
      const width = Math.max(...rows.map(({ length }) => length));
      if (read === 0) {
        pads = rows.map(({ length }) => width - length);
        Object.assign(feeds, emptyPasts(anatomy.cache!, session, batch));
      }
      const ids = new BigInt64Array(batch * width);
      const positions = new BigInt64Array(batch * width);
      const mask = new BigInt64Array(batch * (read + width)).fill(1n);
      rows.forEach((row, text) => {
        const pad = width - row.length;
        for (let i = 0; i < row.length; i++) ids[text * width + pad + i] = BigInt(row[i]);
        for (let i = 0; i < width; i++)
          positions[text * width + i] = BigInt(Math.max(0, read + i - pads[text]));
        mask.fill(0n, text * (read + width), text * (read + width) + pads[text]);
      });
      feeds[inputs.ids] = typed(inputs.ids, ids, [batch, width]);
      feeds[inputs.positions!] = typed(inputs.positions!, positions, [batch, width]);
      feeds[inputs.mask!] = typed(inputs.mask!, mask, [batch, read + width]);
      const results = await session.run(feeds, outputs);
      for (let i = 0; i < pastNames.length; i++) feeds[pastNames[i]] = results[presentNames[i]];
      read += width;
      const logits = floats(results, logitsName);
      const each = logits.length / batch;
      return rows.map((row, text) =>
        logits.subarray((text + 1) * each - Math.min(each, row.length * vocabulary), (text + 1) * each),
      );
    },
  };
}

/**
 * Whether the graph gives a text in a batch the same logits as alone: some exports compute positions or masks
 * in their own way.
 */
export async function proveBatches(
  anatomy: Anatomy,
  session: Session,
  steering: Record<string, Tensor>,
): Promise<boolean> {
  if (!hasBatchInputs(anatomy, session)) return false;
  const id = (n: number) => (7 * n + 3) % anatomy.vocabulary;
  const texts = [Array.from({ length: 7 }, (_, i) => id(i)), [id(11), id(12)]];
  const next = [[id(20)], [id(21)]];
  try {
    const together = createBatchDecoder(anatomy, session, steering);
    const alone = texts.map(() => createBatchDecoder(anatomy, session, steering));
    for (const rows of [texts, next]) {
      const both = await together.read(rows);
      for (const [text, decoder] of alone.entries()) {
        const [own] = await decoder.read([rows[text]]);
        const most = own.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
        const near = own.every((value, i) => Math.abs(value - both[text][i]) <= 1e-3 * most);
        if (own.length !== both[text].length || !near) return false;
      }
    }
    return true;
  } catch {
    return false;
  }
}
