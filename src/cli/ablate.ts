import { ablate } from '../analyses/ablate/declaration';
import { ablationTable } from '../results/ablation/export';
import type { Ablation } from '../results/ablation/data';
import { type AblationSummary, summarizeAblation } from '../results/ablation/summary';
import { matrixTable } from './ablation-table';
import { analysisCommand } from './analysis';
import { path } from './options';
import { expectWritable, outputs } from './output';
import { print } from './standard-output';

/**
 * `babelscope ablate FOLDER --out FILE`: how switching off each language's neurons affects every language.
 */
export const ablateCommand = analysisCommand(ablate, {
  operands: 'FOLDER',
  out: path('FILE', 'the result to write, *.babelscope.json; an older one is replaced'),
  async place(file) {
    await expectWritable(file, outputs.ablation);
    return { file };
  },
  json: (ablation, { request: { file }, leftOut }) =>
    asJson(file, ablation, summarizeAblation(ablation), leftOut),
  csv: ablationTable,
  text: (ablation, { file }) => printText(file, ablation, summarizeAblation(ablation)),
});

function asJson(file: string, ablation: Ablation, summary: AblationSummary, leftOut: readonly string[]) {
  const { off, measured, model } = ablation;
  const byRow = <T>(value: (row: number) => T) =>
    Object.fromEntries(off.map((tag, row) => [tag, value(row)]));
  const byColumn = <T>(value: (column: number) => T) =>
    Object.fromEntries(measured.map((tag, column) => [tag, value(column)]));
  const matrix = (values: Float64Array) =>
    byRow((row) => byColumn((column) => values[row * measured.length + column]));
  return {
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
  };
}

function printText(file: string, ablation: Ablation, summary: AblationSummary): void {
  const colour = process.stdout.isTTY && !process.env['NO_COLOR'];
  print(`${matrixTable(ablation, summary, { colour })}\n`, colour);
  print(`${[...summary.sentences, `Written to ${file}.`].join('\n')}\n`);
}
