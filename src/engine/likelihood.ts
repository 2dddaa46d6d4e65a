import { Tensor } from './runtime';
import type { LoadedModel } from './loaded-model';
import { logSumExp } from './log-sum-exp';
import type { Reading } from './reading';
import { argmax } from './sampling';
import { floats } from './sessions';

/** How many logits are copied out of the lens at once; 16 MB of float32. */
const mostLogits = 4 * 1024 * 1024;

/**
 * Natural log of the plain model's probability for each token given those before it, `[pos]` of the tokens
 * from `first` on; NaN for a token with none before it.
 *
 * @param ids the tokens that were read
 */
export async function tokenLogProbabilities(
  model: LoadedModel,
  ids: Int32Array,
  { residual, before }: Reading,
  first: number,
): Promise<Float32Array> {
  const { dModel, vocabulary } = model.anatomy;
  const lens = await model.session('lens');
  const result = new Float32Array(ids.length - first).fill(NaN);
  const rowsAtOnce = Math.max(1, Math.floor(mostLogits / vocabulary));
  // The residual at a token predicts the next one; the one before the first token is stored separately.
  const rowBefore = (pos: number) =>
    pos === 0 ? before : residual.subarray((pos - 1) * dModel, pos * dModel);
  for (let from = first; from < ids.length; from += rowsAtOnce) {
    const positions = Array.from(
      { length: Math.min(rowsAtOnce, ids.length - from) },
      (_, i) => from + i,
    ).filter((pos) => rowBefore(pos) !== undefined);
    if (positions.length === 0) continue;
    const rows = new Float32Array(positions.length * dModel);
    positions.forEach((pos, i) => rows.set(rowBefore(pos)!, i * dModel));
    const outputs = await lens.run({ residual: new Tensor('float32', rows, [positions.length, dModel]) }, [
      'logits',
    ]);
    const logits = floats(outputs, 'logits');
    const width = logits.length / positions.length;
    positions.forEach((pos, i) => {
      const row = logits.subarray(i * width, (i + 1) * width);
      result[pos - first] = row[ids[pos]] - logSumExp(row, row[argmax(row)]);
    });
  }
  return result;
}
