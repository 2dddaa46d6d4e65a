import { setImmediate } from 'node:timers/promises';
import { Tensor, env } from 'onnxruntime-node';
import type { Atlas } from '../files/atlas';
import { encodeAtlas } from '../files/atlas';
import { writeAtomically } from '../files/atomic';
import type { CountRequest, CountResult } from '../protocol/engine';
import { BabelscopeError } from '../protocol/failure';
import type { CallContext } from '../protocol/rpc';
import type { TokenRows } from './corpus';
import { readCorpus } from './corpus';
import { plainFeeds } from './feeds';
import type { LoadedModel } from './loaded-model';

/** Tokens of one row; longer contexts cost attention time and change counts little. */
const longestRow = 512;
/** Tokens of one forward pass. The arena never shrinks, so that a batch also bounds the memory of a run. */
const tokensPerBatch = 4096;

/**
 * Counts, in the graph, on how many tokens of each language every MLP neuron is active (LAPE, eq. 3), with the sums
 * of activations and of the residual stream, and writes them as an atlas.
 *
 * @throws BabelscopeError `corpus-unusable`, `storage-unwritable`, or `cancelled` between two batches.
 */
export async function count(
  model: LoadedModel,
  request: CountRequest,
  context: CallContext,
): Promise<CountResult> {
  const started = performance.now();
  const { corpora, tokensPerLanguage } = request;
  if (corpora.length < 2) {
    throw new BabelscopeError('corpus-unusable', 'LAPE compares languages: give texts in at least two.');
  }
  const rowLength = Math.min(longestRow, model.context);
  const { layers, dMlp, dModel } = model.anatomy;
  const atlas: Atlas = {
    languages: corpora.map(({ language }) => language),
    layers,
    dMlp,
    dModel,
    overZero: new Float64Array(corpora.length * layers * dMlp),
    tokens: new Float64Array(corpora.length),
    activationSum: new Float64Array(corpora.length * layers * dMlp),
    residualSum: new Float64Array(corpora.length * (layers + 1) * dModel),
    about: {
      model: model.identity,
      modelName: model.folder.name,
      corpora: [],
      settings: { tokensPerLanguage, rowLength },
      versions: { onnxruntime: env.versions.node ?? env.versions.common, node: process.versions.node },
      date: new Date().toISOString(),
    },
  };
  const total = tokensPerLanguage * corpora.length;
  for (const [k, { language, files }] of corpora.entries()) {
    const rows = await readCorpus(language, files, model.tokenizer, rowLength, tokensPerLanguage);
    atlas.about.corpora.push({ language, files: rows.files });
    atlas.tokens[k] = rows.counted;
    const batch = Math.max(1, Math.floor(tokensPerBatch / rowLength));
    for (let row = 0; row < rows.rows; row += batch) {
      context.signal.throwIfAborted();
      await countBatch(model, rows, row, Math.min(batch, rows.rows - row), rowLength, k, atlas);
      const done = k * tokensPerLanguage + Math.min((row + batch) * rowLength, tokensPerLanguage);
      context.progress({ done, total, note: language });
      // A turn of the event loop lets a cancellation in: onnxruntime itself blocks it.
      await setImmediate();
    }
  }
  await writeAtomically(request.atlas, encodeAtlas(atlas));
  return { atlas: request.atlas, tokens: [...atlas.tokens], seconds: (performance.now() - started) / 1000 };
}

async function countBatch(
  model: LoadedModel,
  rows: TokenRows,
  row: number,
  batch: number,
  sequence: number,
  language: number,
  atlas: Atlas,
): Promise<void> {
  const session = await model.session('count');
  const from = row * sequence;
  const to = from + batch * sequence;
  const outputs = await session.run(
    {
      ...plainFeeds(session.variant.inputs, { batch, sequence, ids: rows.ids.subarray(from, to) }),
      token_mask: new Tensor('uint8', rows.mask.slice(from, to), [batch, sequence]),
    },
    session.variant.outputs,
  );
  const { layers, dMlp, dModel } = atlas;
  for (let layer = 0; layer <= layers; layer++) {
    add(atlas.residualSum, (language * (layers + 1) + layer) * dModel, outputs[`residual_sum.${layer}`]);
    if (layer === layers) break;
    add(atlas.overZero, (language * layers + layer) * dMlp, outputs[`over_zero.${layer}`]);
    add(atlas.activationSum, (language * layers + layer) * dMlp, outputs[`activation_sum.${layer}`]);
  }
}

function add(sums: Float64Array, offset: number, output: Tensor): void {
  const values = output.data as Float32Array | Int32Array;
  for (let i = 0; i < values.length; i++) sums[offset + i] += values[i];
}
