import { join } from 'node:path';
import { sweep } from '../analyses/sweep/declaration';
import { writeAtomically } from '../files/atomic';
import { sweepTable } from '../results/sweep/export';
import type { SweepLine } from '../results/sweep/data';
import { analysisCommand } from './analysis';
import { path } from './options';
import { expectSweepFolder, expectWritable, outputs } from './output';
import { print } from './standard-output';

/** `babelscope sweep PROMPTS --out PLACE`: how well languages can be switched, over pairs, methods and strengths. */
export const sweepCommand = analysisCommand(sweep, {
  operands: '[PROMPTS…]',
  out: path('PLACE', 'a folder, or a *.babelscope.json; a sweep that is there already goes on'),
  async place(out) {
    if (out.endsWith('.babelscope.json')) {
      await expectWritable(out, outputs.sweep);
      return { file: out };
    }
    await expectSweepFolder(out);
    return { file: join(out, 'sweep.babelscope.json'), rows: out };
  },
  async answered({ report }, { rows }) {
    if (rows === undefined) return;
    await writeAtomically(join(rows, 'report.csv'), sweepTable(report));
    await writeAtomically(join(rows, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  },
  json: ({ runs, report }, { out }) => ({ out, runs, report }),
  csv: ({ report }) => sweepTable(report),
  text: ({ report }) => print(asText(report)),
});

function asText(report: readonly SweepLine[]): string {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const overall = report.filter(({ source }) => source === null);
  const width = Math.max(...overall.map(({ setting }) => (setting ?? 'plain').length));
  return overall
    .map(({ setting, score: { success, relativePerplexity, score, unsure }, unchanged, broken }) => {
      const interval = `${percent(success.rate)} in the target language (${percent(success.low)}–${percent(success.high)}, n = ${success.trials}, ${percent(unsure / success.trials)} unsure)`;
      const silent = unchanged > 0 ? `, ${unchanged} changed nothing` : '';
      const halted = broken > 0 ? `, ${broken} of ${success.trials} runs broke: not a number` : '';
      return `${(setting ?? 'plain').padEnd(width)}  ${interval}, perplexity × ${relativePerplexity.toFixed(2)}, harmonic mean ${score.toFixed(2)}${silent}${halted}\n`;
    })
    .join('');
}
