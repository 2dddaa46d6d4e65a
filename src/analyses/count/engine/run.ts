import { setImmediate } from 'node:timers/promises';
import { Tensor, env } from '../../../engine/runtime';
import { copyWarnings } from '../../../corpus/check';
import type { Atlas } from '../../../files/atlas';
import { aboutText, encodeAtlas } from '../../../files/atlas';
import { writeTogether } from '../../../files/atomic';
import { contextsFileOf, encodeContexts } from '../../../files/contexts';
import { emptyBlocks } from '../../../lape/blocks';
import type { AskedCount, CountResult } from '../declaration';
import { BabelscopeError, toFailure } from '../../../rpc/failure';
import type { CallContext } from '../../../rpc/rpc';
import type { Batch } from '../../../engine/batches';
import { firstBatch, makeBatches, noOrigin } from '../../../engine/batches';
import type { Checkpoint, Progress } from './checkpoint';
import { checkpointOf } from './checkpoint';
import type { ContextCollector } from './contexts';
import { collectContexts, emptyContexts, shareOfRows } from './contexts';
import { expectNumbers } from '../../../engine/expect-numbers';
import { plainFeeds } from '../../../engine/feeds';
import { fixed } from '../../../engine/fixed';
import {
  adviceOn,
  keeping,
  lookAt,
  nothingLeft,
  rateFor,
  textsOf,
  tokensOf,
} from '../../../engine/known-corpus';
import type { LoadedModel } from '../../../engine/loaded-model';
import type { OpenEngine } from '../../../engine/open-engine';
import { floats } from '../../../engine/sessions';
import { damagedCheckpoint, keptAfter } from '../../../engine/turn';
import { partialOf } from '../../analysis';

/** Tokens per row; longer contexts cost attention time and barely change counts. */
const longestRow = 512;
/** Tokens per forward pass. The arena never shrinks, so this also bounds the memory of a run. */
const tokensPerBatch = 4096;
/** A language's batches are dealt into this many blocks, for a block bootstrap… */
const blockCount = 10;
/** … as long as their counts do not exceed this. Runs of larger models have shards for that. */
const largestBlocks = 64 * 1024 * 1024;
/**
 * Minimum milliseconds between two checkpoints; large ones are rarer, so writing takes a twentieth of the
 * time.
 */
const checkpointEvery = 5000;
/** With fewer tokens, sets change with every text; with 10,000, about 97 % of a set is found again. */
const fewTokens = 10_000;

/**
 * Counts, in the graph, on how many tokens of each language every MLP neuron is active (LAPE, eq. 3), with
 * the sums of activations and of the residual stream, and writes them as an atlas. Progress is saved beside
 * it every few seconds, so the same request resumes there, whether it was cancelled or crashed.
 *
 * @throws BabelscopeError `corpus-unusable`, `storage-unwritable` or `cancelled` between two batches.
 */
export async function runCount(
  { model }: OpenEngine,
  request: AskedCount,
  context: CallContext,
): Promise<CountResult> {
  const started = performance.now();
  const { corpora, tokensPerLanguage, seed, shard, dropForeign } = request;
  if (corpora.length < 2) {
    throw new BabelscopeError('corpus-unusable', 'LAPE compares languages: give texts in at least two.');
  }
  const rowLength = Math.min(longestRow, model.context);
  const rowsPerBatch = model.anatomy.inputs.batch ?? Math.max(1, Math.floor(tokensPerBatch / rowLength));
  const checkpoint = checkpointOf(request.file);
  const texts = await textsOf(corpora);
  const asked = JSON.stringify([
    model.identity,
    { tokensPerLanguage, seed, shard, rowLength, rowsPerBatch, ...(dropForeign && { dropForeign }) },
    corpora.map(({ language, files }, k) => [language, files, texts.sizes[k]]),
  ]);
  const read = await checkpoint.read(asked, texts);
  const found = read === 'damaged' ? undefined : read;
  const atlas = found?.atlas ?? emptyAtlas(model, request, rowLength);
  const contexts = collectContexts(
    found?.contexts ?? emptyContexts({ ...atlas, model: model.identity }),
    shareOfRows(atlas),
  );
  const progress = found?.progress ?? { asked, times: texts.times, languages: [] };
  const resumed = sum(atlas.tokens);
  const save = saver(checkpoint, atlas, contexts, progress);
  const warnings = read === 'damaged' ? [damagedCheckpoint(request.file)] : [];
  let expected = tokensPerLanguage * corpora.length;
  const tell = (note: string) => {
    const total = Math.max(1, Math.round(expected / (shard?.of ?? 1)));
    context.progress({ done: Math.min(total, sum(atlas.tokens)), total, note });
  };
  try {
    // All texts are surveyed before any is counted, so a problem with the last one shows at once.
    for (const [k, { language, files }] of corpora.entries()) {
      tell(language);
      const { corpus } = (progress.languages[k] ??= {
        corpus: await lookAt(language, files, model.tokenizer, context.signal, () => tell(language)),
        done: false,
      });
      const { files: read, documents, readsAs } = corpus;
      atlas.about.corpora[k] = { language, files: read, documents, ...(readsAs && { readsAs }) };
      if (corpus.warning !== undefined) warnings.push(corpus.warning + adviceOn(dropForeign));
      const { warning } = await keeping(language, corpus, dropForeign);
      if (warning !== undefined) warnings.push(warning);
      expected += Math.min(tokensPerLanguage, tokensOf(corpus, dropForeign)) - tokensPerLanguage;
    }
    warnings.push(...copyWarnings(atlas.about.corpora));
    for (const [k, { language, files }] of corpora.entries()) {
      const state = progress.languages[k];
      const { corpus } = state;
      if (state.done) continue;

      const available = tokensOf(corpus, dropForeign);
      const rate = rateFor(tokensPerLanguage, available);
      const { keep } = await keeping(language, corpus, dropForeign);
      const settings = {
        rowLength,
        rowsPerBatch,
        budget: tokensPerLanguage,
        rate,
        seed,
        ...(keep && { keep }),
      };
      const indices = files.map((file) => contexts.fileIndex(file));
      const batches = Math.ceil(Math.min(tokensPerLanguage, available) / (rowLength * rowsPerBatch));
      for await (const batch of makeBatches(
        files,
        model.tokenizer,
        settings,
        state.next ?? firstBatch,
        context.signal,
      )) {
        context.signal.throwIfAborted();
        // Languages start with different shards; otherwise small runs would leave the last shards idle.
        if (!shard || (batch.index + k) % shard.of === shard.index - 1) {
          const looked = contexts.rowsOf(batch, batches);
          const peaks = await countBatch(model, batch, rowLength, k, atlas, looked);
          if (peaks) contexts.add(k, indices, batch, looked, peaks);
          tell(language);
          // Gives the event loop a turn so a cancellation can arrive: onnxruntime itself blocks it.
          await setImmediate();
        }
        state.next = batch.after;
        await save();
      }
      state.done = true;
      state.next = { ...(state.next ?? firstBatch), rest: [], origin: noOrigin };
      const { counted } = state.next;
      if (dropForeign && counted === 0) throw nothingLeft(language, 'count');
      if (counted < Math.min(fewTokens, tokensPerLanguage)) {
        warnings.push(
          `Only ${counted} tokens in ${language}: its neurons are uncertain. With ${fewTokens} they hold better.`,
        );
      }
    }
  } catch (error) {
    // Stopping loses nothing. If the disk is full, the previous checkpoint stays.
    let saved = false;
    throw await keptAfter(
      error,
      async () => {
        // A survey alone is not worth overwriting what another run has counted.
        const looked = progress.languages.length > 0 && toFailure(error).code === 'cancelled';
        if (sum(atlas.tokens) === 0 && !(looked && (found || !(await checkpoint.exists())))) return;
        await save(true);
        saved = true;
      },
      () => {
        const tokens = sum(atlas.tokens);
        if (tokens > 0) return `${tokens.toLocaleString('en')} tokens are`;
        return saved ? 'What was found out about the texts is' : undefined;
      },
      partialOf(request.file),
    );
  }
  // The atlas comes last: contexts next to an atlas other than the one they name are recognised as foreign.
  await writeTogether([
    [contextsFileOf(request.file), encodeContexts(contexts.table(), aboutText(atlas))],
    [request.file, encodeAtlas(atlas)],
  ]);
  await checkpoint.remove();
  return {
    tokens: [...atlas.tokens],
    seconds: (performance.now() - started) / 1000,
    resumed,
    damaged: read === 'damaged',
    readsAs: progress.languages.map(({ corpus }) => corpus.readsAs ?? { own: null, samples: 0, others: [] }),
    dropped: progress.languages.map(({ next }) => next?.dropped ?? 0),
    warnings,
  };
}

function emptyAtlas(model: LoadedModel, request: AskedCount, rowLength: number): Atlas {
  const { corpora, tokensPerLanguage, seed, shard, dropForeign } = request;
  const { layers, dMlp, dModel } = model.anatomy;
  return {
    languages: corpora.map(({ language }) => language),
    layers,
    dMlp,
    dModel,
    overZero: new Float64Array(corpora.length * layers * dMlp),
    tokens: new Float64Array(corpora.length),
    activationSum: new Float64Array(corpora.length * layers * dMlp),
    residualSum: new Float64Array(corpora.length * (layers + 1) * dModel),
    ...(4 * blockCount * corpora.length * layers * dMlp <= largestBlocks && {
      blocks: emptyBlocks(blockCount, corpora.length, layers * dMlp),
    }),
    about: {
      model: model.identity,
      modelName: model.folder.name,
      corpora: [],
      settings: {
        ...{ tokensPerLanguage, rowLength, seed },
        ...(dropForeign && { dropForeign }),
        ...(shard && { shard }),
      },
      versions: { onnxruntime: env.versions.node ?? env.versions.common, node: process.versions.node },
      date: new Date().toISOString(),
    },
  };
}

/** Writes a checkpoint if enough time has passed since the last one, or at once. */
function saver(
  checkpoint: Checkpoint,
  atlas: Atlas,
  contexts: ContextCollector,
  progress: Progress,
): (now?: boolean) => Promise<void> {
  let last = performance.now();
  let took = 0;
  return async (now = false) => {
    const started = performance.now();
    if (!now && started - last < Math.max(checkpointEvery, 20 * took)) return;
    await checkpoint.write(atlas, contexts.table(), progress);
    last = performance.now();
    took = last - started;
  };
}

async function countBatch(
  model: LoadedModel,
  { ids, mask, rows, counted, index }: Batch,
  sequence: number,
  language: number,
  atlas: Atlas,
  looked: readonly number[],
): Promise<{ value: Float32Array; at: Int32Array }[] | undefined> {
  const session = await model.session('count');
  // The graph requires at least one row.
  const peakRows = looked.length > 0 ? looked : [0];
  const outputs = await session.run(
    {
      ...plainFeeds(model.anatomy, session.variant.inputs, { batch: rows, sequence, ids }),
      token_mask: new Tensor('uint8', mask, [rows, sequence]),
      peak_rows: new Tensor('int64', BigInt64Array.from(peakRows, BigInt), [peakRows.length]),
      peak_mask: new Tensor('uint8', peakMask(mask, sequence, peakRows), [peakRows.length, sequence]),
    },
    session.variant.outputs.filter((name) => looked.length > 0 || !name.startsWith('peak')),
  );
  const { layers, dMlp, dModel, blocks } = atlas;
  expectNumbers(outputs, atlas.languages[language]);
  const block = (index % blockCount) * atlas.languages.length + language;
  for (let layer = 0; layer <= layers; layer++) {
    add(atlas.residualSum, (language * (layers + 1) + layer) * dModel, outputs[`residual_sum.${layer}`]);
    if (layer === layers) break;
    add(atlas.overZero, (language * layers + layer) * dMlp, outputs[`over_zero.${layer}`]);
    if (blocks) add(blocks.overZero, (block * layers + layer) * dMlp, outputs[`over_zero.${layer}`]);
    add(atlas.activationSum, (language * layers + layer) * dMlp, outputs[`activation_sum.${layer}`]);
  }
  atlas.tokens[language] += counted;
  if (blocks) blocks.tokens[block] += counted;
  if (looked.length === 0) return undefined;
  return Array.from({ length: layers }, (_, layer) => ({
    value: floats(outputs, `peak.${layer}`),
    at: outputs[`peak_at.${layer}`].data as Int32Array,
  }));
}

/**
 * The mask without the first token of each row: whatever that token is, models place their attention sink
 * there, and many neurons fire most on it.
 */
function peakMask(mask: Uint8Array, sequence: number, rows: readonly number[]): Uint8Array {
  const chosen = new Uint8Array(rows.length * sequence);
  rows.forEach((row, i) => {
    chosen.set(mask.subarray(row * sequence, (row + 1) * sequence), i * sequence);
    if (sequence > 1) chosen[i * sequence] = 0;
  });
  return chosen;
}

function add(sums: Float64Array | Int32Array, offset: number, output: Tensor): void {
  const values = output.data as Float32Array | Int32Array;
  for (let i = 0; i < values.length; i++) sums[offset + i] += fixed(values[i]);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
