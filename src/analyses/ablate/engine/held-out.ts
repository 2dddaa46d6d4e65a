import { BabelscopeError } from '../../../rpc/failure';
import type { CallContext } from '../../../rpc/rpc';
import { firstBatch, makeBatches } from '../../../engine/batches';
import type { KnownCorpus } from '../../../engine/known-corpus';
import { keeping, nothingLeft, rateFor, tokensOf } from '../../../engine/known-corpus';
import type { LoadedModel } from '../../../engine/loaded-model';
import { prefixIds } from '../../../engine/reading';

/** Rows of text as a model reads them, and the tokens it should predict. */
export interface HeldOut {
  /** `[pass]` */
  passes: {
    rows: number;
    sequence: number;
    /** `[row, sequence]` each row begins with the model's beginning-of-text token, if it has one. */
    ids: Int32Array;
    /** `[row, sequence]` the token after each. */
    targets: Int32Array;
    /**
     * `[row, sequence]` 1 if the target is a token of the text: not past a row's end, nor between documents.
     */
    mask: Uint8Array;
  }[];
  /** Number of predicted tokens. */
  tokens: number;
}

/** How texts are cut into rows for a model. */
export interface Rows {
  /** Tokens per row. */
  length: number;
  /** Rows per forward pass. */
  perPass: number;
}

/** As in counting: longer contexts cost attention time and barely change likelihoods. */
const longestRow = 512;
/** Tokens per forward pass. */
const tokensPerPass = 4096;
/** Logits of one forward pass, which are in memory at once; 256 MB of float32. */
const mostLogits = 64 * 1024 * 1024;

export function rowsFor({ context, anatomy }: LoadedModel): Rows {
  const length = Math.min(longestRow, context);
  const tokens = Math.min(tokensPerPass, mostLogits / anatomy.vocabulary);
  return { length, perPass: anatomy.inputs.batch ?? Math.max(1, Math.floor(tokens / length)) };
}

/**
 * Samples a corpus and cuts it into rows; the same corpus, settings and seed give the same rows.
 *
 * @throws BabelscopeError `corpus-unusable` if none of its tokens can be predicted
 */
export async function readHeldOut(
  model: LoadedModel,
  { language, files }: { language: string; files: readonly string[] },
  corpus: KnownCorpus,
  { rows, budget, seed, dropForeign }: { rows: Rows; budget: number; seed: number; dropForeign?: boolean },
  context: CallContext,
): Promise<HeldOut> {
  const prefix = prefixIds(model);
  const { keep } = await keeping(language, corpus, dropForeign);
  const settings = {
    rowLength: rows.length - prefix.length,
    rowsPerBatch: rows.perPass,
    budget,
    rate: rateFor(budget, tokensOf(corpus, dropForeign)),
    seed,
    ...(keep && { keep }),
  };
  const heldOut: HeldOut = { passes: [], tokens: 0 };
  for await (const batch of makeBatches(files, model.tokenizer, settings, firstBatch, context.signal)) {
    context.signal.throwIfAborted();
    // Only a single row can be short: then it need not be padded.
    const counts = batch.mask.subarray(0, batch.mask.lastIndexOf(1) + 1);
    const width = batch.rows > 1 ? settings.rowLength : counts.length;
    const sequence = width + prefix.length;
    const pass = {
      rows: batch.rows,
      sequence,
      ids: new Int32Array(batch.rows * sequence),
      targets: new Int32Array(batch.rows * sequence),
      mask: new Uint8Array(batch.rows * sequence),
    };
    // Without a prefix, nothing predicts the first token of a row.
    const first = prefix.length > 0 ? 0 : 1;
    for (let row = 0; row < batch.rows; row++) {
      const [from, at] = [row * settings.rowLength, row * sequence];
      const text = batch.ids.subarray(from, from + width);
      pass.ids.set(prefix, at);
      pass.ids.set(text, at + prefix.length);
      const target = at + prefix.length + first - 1;
      pass.targets.set(text.subarray(first), target);
      pass.mask.set(batch.mask.subarray(from + first, from + width), target);
    }
    for (const is of pass.mask) heldOut.tokens += is;
    heldOut.passes.push(pass);
  }
  if (heldOut.tokens > 0) return heldOut;
  if (keep) throw nothingLeft(language, 'measure');
  throw new BabelscopeError(
    'corpus-unusable',
    `The texts in ${language} have no two tokens in a row, so that nothing can be predicted. Add some.`,
  );
}
