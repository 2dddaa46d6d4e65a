import type { AblationSummary } from '../analysis/ablation';
import { summarizeAblation } from '../analysis/ablation';
import type { AblateRequest, Ablation } from '../protocol/ablation';
import { matrixTable } from './ablation-table';
import { command } from './command';
import { corporaIn, dropForeign } from './corpora';
import { atlasOptions, withEngine } from './engine';
import { longRun } from './long-run';
import { json, languages, path, required, wholeNumber } from './options';
import { expectWritable, outputs } from './output';
import { warn } from './standard-error';
import { jsonLine, print } from './standard-output';
import { UsageError } from './usage';

/** `babelscope ablate FOLDER --out FILE`: what switching each language's neurons off does to every language. */
export const ablateCommand = command({
  name: 'ablate',
  operands: 'FOLDER',
  summary: 'Switches languages’ neurons off and measures every language.',
  options: {
    out: required(path('FILE', 'the result to write, *.babelscope.json; an older one is replaced')),
    tokens: wholeNumber(4000, 1, 1e7, 'tokens to measure per language (default 4000)'),
    languages: languages('measure only these (default: all)'),
    off: languages('switch off only these languages’ neurons (default: all of the atlas)'),
    dropForeign,
    draws: wholeNumber(3, 0, 100, 'random controls of each size, 0 for none (default 3)'),
    seed: wholeNumber(0, 0, 2 ** 32 - 1, 'of the documents and the controls (default 0)'),
    json,
    ...atlasOptions,
  },
  notes: `
FOLDER holds held-out texts, laid out as for “babelscope count”: texts the atlas was not counted on. Activations of a
language's neurons are set to 0 at every token; NLL is the mean negative log-likelihood in nats per token, and perplexity
is exp(NLL). A random control has as many neurons of the same layers, drawn among those of no language.

What is measured is kept in FILE.partial: after an interruption the same command goes on there.

JSON: {"out", "model", "off": ["en", …], "neurons": {"en": 37, …}, "measured": […], "tokens": {"en": 4000, …}, "readsAs": {"en": {"own": 0.98, "samples", "others"}, …},
"nll": {"en": 2.9, …}, "perplexityChange": {"en": {"en": 0.71, …}, …}, "control": {"en": {…}, …}, "dominance": {"rows",
"columns"}, "overControl": {"en": 8.1, …}, "changed": {"en": true, …}, "sentences", "warnings"}. Changes are exp(ΔNLL) − 1,
first key the language that is off: 0.5 is 50 % more perplexity. FILE has the NLL of every cell and draw.`,
  async run(operands, options) {
    const [folder] = operands;
    if (folder === undefined || operands.length > 1)
      throw new UsageError('ablate takes one FOLDER of texts.');
    const { out: file, tokens: tokensPerLanguage, off, draws, seed } = options;
    const drop = options.dropForeign;
    await expectWritable(file, outputs.ablation);
    const { corpora, leftOut } = await corporaIn(folder, options.languages, 1);
    const request = {
      corpora,
      tokensPerLanguage,
      file,
      draws,
      seed,
      ...(off && { off }),
      ...(drop && { dropForeign: drop }),
    };
    const ablation = await run(options, request);
    for (const warning of ablation.warnings) warn(warning);
    const summary = summarizeAblation(ablation);
    if (options.json) print(asJson(file, ablation, summary, leftOut));
    else printText(file, ablation, summary);
  },
});

function run(options: Parameters<typeof withEngine>[0], request: AblateRequest): Promise<Ablation> {
  return longRun<'ablate'>(request.file, 'passes', (how) =>
    withEngine(options, (supervisor, model) => supervisor.call(model, 'ablate', request, how)),
  );
}

function asJson(
  file: string,
  ablation: Ablation,
  summary: AblationSummary,
  leftOut: readonly string[],
): string {
  const { off, measured, model } = ablation;
  const byRow = <T>(value: (row: number) => T) =>
    Object.fromEntries(off.map((tag, row) => [tag, value(row)]));
  const byColumn = <T>(value: (column: number) => T) =>
    Object.fromEntries(measured.map((tag, column) => [tag, value(column)]));
  const matrix = (values: Float64Array) =>
    byRow((row) => byColumn((column) => values[row * measured.length + column]));
  return jsonLine({
    out: file,
    model,
    off,
    neurons: byRow((row) => ablation.neurons[row]),
    measured,
    tokens: byColumn((column) => ablation.tokens[column]),
    readsAs: byColumn((column) => ablation.corpora[column].readsAs ?? null),
    nll: byColumn((column) => ablation.plain[column]),
    perplexityChange: matrix(summary.perplexityChange),
    control: ablation.draws > 0 ? matrix(summary.controlRise.map(Math.expm1)) : null,
    dominance: { rows: summary.rows, columns: summary.columns },
    overControl: byRow((row) => summary.overControl[row]),
    changed: byRow((row) => ablation.changed[row]),
    sentences: summary.sentences,
    warnings: [...leftOut, ...ablation.warnings],
  });
}

function printText(file: string, ablation: Ablation, summary: AblationSummary): void {
  const colour = process.stdout.isTTY && !process.env['NO_COLOR'];
  print(`${matrixTable(ablation, summary, { colour })}\n`, colour);
  print(`${[...summary.sentences, `Written to ${file}.`].join('\n')}\n`);
}
