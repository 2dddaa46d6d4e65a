import { setImmediate } from 'node:timers/promises';
import { Tensor } from '../../../engine/runtime';
import { copyWarnings } from '../../../corpus/check';
import { encodeAblation } from '../../../results/ablation/file';
import { writeAtomically } from '../../../files/atomic';
import { sha256 } from '../../../files/checksum';
import type { Ablation } from '../../../results/ablation/data';
import type { AskedAblation } from '../declaration';
import { BabelscopeError } from '../../../rpc/failure';
import type { CallContext } from '../../../rpc/rpc';
import type { AblationCheckpoint, AblationState } from './checkpoint';
import { ablationCheckpointOf, cellName } from './checkpoint';
import { plainFeeds } from '../../../engine/feeds';
import type { HeldOut, Rows } from './held-out';
import { readHeldOut, rowsFor } from './held-out';
import { adviceOn, keeping, lookAt, textsOf } from '../../../engine/known-corpus';
import type { LanguageNeurons, LoadedModel } from '../../../engine/loaded-model';
import type { OpenEngine } from '../../../engine/open-engine';
import { floats } from '../../../engine/sessions';
import { languagesOff, membersHash, membersOf, scales, silencesOf } from './silences';
import { damagedCheckpoint, keptAfter } from '../../../engine/turn';
import { versions } from '../../../engine/version';
import { partialOf } from '../../analysis';

/** Minimum milliseconds between two checkpoints. */
const checkpointEvery = 5000;
/** With fewer tokens, the next text would change the likelihood. */
const fewTokens = 1000;

/**
 * Switches each language's neurons off and measures how likely the model then finds each language's held-out
 * texts, beside random controls of equal size; writes the result file. Measurements are saved beside it, so
 * the same request resumes there, whether it was cancelled or crashed.
 *
 * @throws BabelscopeError `language-without-neurons`, `intervention-invalid`, `corpus-unusable`,
 * `storage-unwritable` or `cancelled` between two passes.
 */
export async function runAblate(
  { model, neurons }: OpenEngine,
  request: AskedAblation,
  context: CallContext,
): Promise<Ablation> {
  const { tokensPerLanguage, seed, draws, dropForeign } = request;
  const corpora = inOrder(request.corpora, neurons.sets.languages);
  if (corpora.length === 0) {
    throw new BabelscopeError('corpus-unusable', 'There is no text to measure. Give held-out texts.');
  }
  const { off, warnings } = languagesOff(neurons, request.off);
  const rows = rowsFor(model);
  const checkpoint = ablationCheckpointOf(request.file);
  const asked = JSON.stringify([
    model.identity,
    {
      off,
      members: membersHash(neurons, off),
      tokensPerLanguage,
      seed,
      draws,
      rows,
      ...(dropForeign && { dropForeign }),
    },
    corpora.map(({ language }) => language),
    await textsOf(corpora),
  ]);
  const read = await checkpoint.read(asked);
  if (read === 'damaged') warnings.push(damagedCheckpoint(request.file));
  const state =
    read === undefined || read === 'damaged' ? { asked, corpora: [], tokens: [], cells: {} } : read;
  const silences = silencesOf(model, neurons, off, draws, seed);
  const save = saver(checkpoint, state);
  const progress = counter(corpora.length, 1 + silences.length, rows, tokensPerLanguage, context);
  try {
    // All texts are surveyed before any is measured, so a problem with the last one shows at once.
    for (const [column, { language, files }] of corpora.entries()) {
      progress.begin(0, language);
      const corpus = (state.corpora[column] ??= await lookAt(
        language,
        files,
        model.tokenizer,
        context.signal,
        progress.tell,
      ));
      if (corpus.warning !== undefined) warnings.push(corpus.warning + adviceOn(dropForeign));
      const { warning } = await keeping(language, corpus, dropForeign);
      if (warning !== undefined) warnings.push(warning);
      warnings.push(...seenBefore(neurons, language, corpus.files));
    }
    warnings.push(
      ...copyWarnings(corpora.map(({ language }, i) => ({ language, files: state.corpora[i].files }))),
    );
    for (const [column, { language, files }] of corpora.entries()) {
      progress.begin(column, language);
      const corpus = state.corpora[column];
      const left = silences.filter(({ row, draw }) => !state.cells[cellName(column, row, draw)]);
      if (left.length > 0) {
        const settings = { rows, budget: tokensPerLanguage, seed, ...(dropForeign && { dropForeign }) };
        const heldOut = await readHeldOut(model, { language, files }, corpus, settings, context);
        state.tokens[column] = heldOut.tokens;
        progress.passes(column, heldOut.passes.length);
        const keep = async () => {
          progress.pass();
          await save();
          context.signal.throwIfAborted();
        };
        progress.skip((silences.length - left.length) * heldOut.passes.length);
        progress.skip(await measurePlain(model, heldOut, column, state, keep));
        for (const { row, draw, feeds } of left)
          progress.skip(await measure(model, heldOut, cellName(column, row, draw), feeds, state, keep));
      }
      if (state.tokens[column] < Math.min(fewTokens, tokensPerLanguage)) {
        warnings.push(
          `Only ${state.tokens[column]} tokens in ${language}: its likelihood is uncertain. With ${fewTokens} it holds better.`,
        );
      }
    }
  } catch (error) {
    // Stopping loses nothing. If the disk is full, the previous checkpoint stays.
    throw await keptAfter(
      error,
      () => save(true),
      () => {
        const cells = Object.keys(state.cells).length;
        const more = state.open && state.open.passes > 0 ? ' and part of the next' : '';
        return cells > 0 || more ? `${cells} likelihoods${more} are` : undefined;
      },
      partialOf(request.file),
    );
  }
  const ablation = resultOf(model, neurons, { corpora, off, draws, seed, rows }, request, state, warnings);
  await writeAtomically(request.file, encodeAblation(ablation));
  await checkpoint.remove();
  return ablation;
}

/** The atlas's languages in its order, then the others, so that the matrix has a diagonal. */
function inOrder(corpora: AskedAblation['corpora'], languages: readonly string[]): AskedAblation['corpora'] {
  const place = (language: string) => (languages.includes(language) ? languages.indexOf(language) : Infinity);
  return [...corpora].sort((one, other) => {
    const [first, second] = [place(one.language), place(other.language)];
    return first === second ? 0 : first - second;
  });
}

/**
 * Measures the unmodified model on the texts of a column, unless that is already known.
 *
 * @param keep called after each pass
 * @returns number of passes that an earlier run had made
 */
async function measurePlain(
  model: LoadedModel,
  heldOut: HeldOut,
  column: number,
  state: AblationState,
  keep: () => Promise<void>,
): Promise<number> {
  const cell = cellName(column, -1, -1);
  const known = state.plain?.column === column ? state.plain.hashes.length : 0;
  if (known === heldOut.passes.length && state.cells[cell]) return known;
  // An earlier run, or an earlier version, saved the likelihood, but not the hash that others are compared
  // with.
  if (state.open?.cell !== cell || state.open.passes !== known) {
    state.open = undefined;
    state.plain = { column, hashes: [] };
  }
  return measure(model, heldOut, cell, scales(model), state, keep);
}

/**
 * One cell: the likelihood of a column's texts with some neurons off, pass by pass; otherwise like
 * `measurePlain`.
 */
async function measure(
  model: LoadedModel,
  { passes, tokens }: HeldOut,
  cell: string,
  feeds: Record<string, Tensor>,
  state: AblationState,
  keep: () => Promise<void>,
): Promise<number> {
  if (state.open?.cell !== cell) state.open = { cell, passes: 0, sum: 0, changed: false };
  const { open, plain } = state;
  const hashes = plain?.hashes ?? [];
  const known = open.passes;
  while (open.passes < passes.length) {
    const read = await likelihoods(model, passes[open.passes], feeds);
    let sum = open.sum ?? NaN;
    for (const value of read) sum -= value;
    open.sum = Number.isFinite(sum) ? sum : null;
    const hash = sha256(new Uint8Array(read.buffer));
    const before = hashes.at(open.passes);
    if (before === undefined) hashes.push(hash);
    else open.changed ||= hash !== before;
    open.passes++;
    await keep();
  }
  state.cells[cell] = { nll: open.sum === null ? null : open.sum / tokens, changed: open.changed };
  state.open = undefined;
  return known;
}

/** Natural log of the probability of every token predicted in a pass, `[token]`. */
async function likelihoods(
  model: LoadedModel,
  { rows, sequence, ids, targets, mask }: HeldOut['passes'][number],
  scales: Record<string, Tensor>,
): Promise<Float32Array> {
  const session = await model.session('ablate');
  const outputs = await session.run(
    {
      ...plainFeeds(model.anatomy, session.variant.inputs, { batch: rows, sequence, ids }),
      ...scales,
      targets: new Tensor('int64', BigInt64Array.from(targets, BigInt), [rows, sequence]),
    },
    ['log_probability'],
  );
  // Gives the event loop a turn so a cancellation can arrive: onnxruntime itself blocks it.
  await setImmediate();
  return floats(outputs, 'log_probability').filter((_, pos) => mask[pos] === 1);
}

function seenBefore(
  { about }: LanguageNeurons,
  language: string,
  files: readonly { name: string; sha256: string }[],
): string[] {
  const counted = new Set(about.corpora.flatMap((corpus) => corpus.files.map(({ sha256 }) => sha256)));
  return files
    .filter(({ sha256 }) => counted.has(sha256))
    .map(
      ({ name }) =>
        `${name} (${language}) was counted for the atlas too, so it is not held out. Measure other texts.`,
    );
}

function saver(checkpoint: AblationCheckpoint, state: AblationState): (now?: boolean) => Promise<void> {
  let last = performance.now();
  return async (now = false) => {
    if (!now && performance.now() - last < checkpointEvery) return;
    await checkpoint.write(state);
    last = performance.now();
  };
}

/** Counts forward passes; those of a column are known once its texts have been read, and estimated before. */
function counter(
  columns: number,
  cells: number,
  { length, perPass }: Rows,
  tokens: number,
  context: CallContext,
) {
  const expected = Array<number>(columns).fill(Math.max(1, Math.ceil(tokens / (length * perPass))));
  let [column, done, note] = [0, 0, ''];
  const total = () => cells * expected.reduce((sum, passes) => sum + passes, 0);
  const before = () => cells * expected.slice(0, column).reduce((sum, passes) => sum + passes, 0);
  const tell = () => context.progress({ done: Math.min(total(), before() + done), total: total(), note });
  return {
    begin(at: number, language: string) {
      [column, done, note] = [at, 0, language];
      tell();
    },
    passes: (at: number, passes: number) => void (expected[at] = passes),
    pass() {
      done++;
      tell();
    },
    skip: (passes: number) => void (done += passes),
    tell,
  };
}

function resultOf(
  { identity, folder }: LoadedModel,
  neurons: LanguageNeurons,
  {
    corpora,
    off,
    draws,
    seed,
    rows,
  }: { corpora: AskedAblation['corpora']; off: string[]; draws: number; seed: number; rows: Rows },
  { tokensPerLanguage, dropForeign }: AskedAblation,
  { cells, corpora: read, tokens }: AblationState,
  warnings: string[],
): Ablation {
  const columns = corpora.length;
  const cell = (column: number, row: number, draw: number) => cells[cellName(column, row, draw)];
  const matrix = (draw: number) =>
    off.flatMap((_, row) => corpora.map((_, column) => cell(column, row, draw).nll ?? NaN));
  const changed = off.map((_, row) =>
    Array.from({ length: columns }, (_, column) => cell(column, row, -1)).some(({ changed }) => changed),
  );
  const unchanged = off.filter((_, row) => !changed[row]);
  if (unchanged.length > 0) {
    warnings.push(
      `Switching the neurons of ${unchanged.join(', ')} off changed no logit at any token: nothing was measured there.`,
    );
  }
  return {
    versions,
    date: new Date().toISOString(),
    model: { name: folder.name, identity },
    thresholds: neurons.thresholds,
    settings: { tokensPerLanguage, rowLength: rows.length, seed, ...(dropForeign && { dropForeign }) },
    off,
    neurons: off.map((language) => membersOf(neurons.sets, language).length),
    measured: corpora.map(({ language }) => language),
    tokens: tokens.slice(0, columns),
    corpora: corpora.map(({ language }, column) => ({
      language,
      files: read[column].files,
      documents: read[column].documents,
      ...(read[column].readsAs && { readsAs: read[column].readsAs }),
    })),
    plain: Float64Array.from(corpora, (_, column) => cell(column, -1, -1).nll ?? NaN),
    ablated: Float64Array.from(matrix(-1)),
    draws,
    control: Float64Array.from(Array.from({ length: draws }, (_, draw) => matrix(draw)).flat()),
    changed,
    warnings,
  };
}
