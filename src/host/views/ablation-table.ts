import { summarizeAblation } from '../../analysis/ablation';
import type { Ablation } from '../../protocol/ablation';
import { tableLine } from '../../view/table-line';

/** An ablation as CSV, a line for each language off and each measured. NLL in nats per token; changes are exp(ΔNLL) − 1. */
export function ablationTable(ablation: Ablation): string {
  const { off, neurons, measured, tokens, plain, ablated, draws } = ablation;
  const { rise, perplexityChange, controlRise } = summarizeAblation(ablation);
  const lines = [
    ['off', 'neurons off', 'measured', 'tokens', 'NLL plain', 'NLL', 'change of NLL', 'change of perplexity'],
    ...off.flatMap((language, row) =>
      measured.map((other, column) => {
        const cell = row * measured.length + column;
        const numbers = [plain[column], ablated[cell], rise[cell], perplexityChange[cell]];
        const control = draws > 0 ? [controlRise[cell], Math.expm1(controlRise[cell])] : ['', ''];
        return [language, neurons[row], other, tokens[column], ...numbers, ...control];
      }),
    ),
  ];
  lines[0].push('random: change of NLL', 'random: change of perplexity');
  return lines.map((line) => tableLine(line)).join('');
}
