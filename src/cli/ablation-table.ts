import type { AblationSummary } from '../results/ablation/summary';
import type { Ablation } from '../results/ablation/data';
import { withoutControls } from '../view/as-text';

/** An ablation for the terminal: changes of perplexity in percent, the diagonal in brackets. */
export function matrixTable(
  ablation: Pick<Ablation, 'off' | 'measured' | 'neurons' | 'tokens' | 'draws'>,
  { perplexityChange, controlRise }: AblationSummary,
  { colour }: { colour: boolean },
): string {
  const { neurons, tokens, draws } = ablation;
  const off = ablation.off.map(withoutControls);
  const measured = ablation.measured.map(withoutControls);
  const cells = off.map((language, row) =>
    measured.map((column, at) => {
      const percent = formatPercent(perplexityChange[row * measured.length + at]);
      return column === language ? `[${percent}]` : ` ${percent} `;
    }),
  );
  const chance = off.map((_, row) => {
    const diagonal = measured.indexOf(off[row]);
    return diagonal < 0 || draws === 0
      ? '–'
      : formatPercent(Math.expm1(controlRise[row * measured.length + diagonal]));
  });
  const head = ['off', 'neurons', ...measured.map((language) => ` ${language} `), 'random'];
  const rows = off.map((language, row) => [language, String(neurons[row]), ...cells[row], chance[row]]);
  const foot = ['tokens', '', ...tokens.map((count) => ` ${count} `), ''];
  const widths = head.map((_, i) => Math.max(...[head, ...rows, foot].map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => {
        const padded = i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]);
        return colour && cell.startsWith('[') ? padded.replace(cell, `\u001b[1m${cell}\u001b[22m`) : padded;
      })
      .join(' ')
      .trimEnd();
  return [
    'Change of perplexity in percent; rows: whose neurons are off, columns: what is measured, random: the control on the diagonal',
    line(head),
    ...rows.map(line),
    line(foot),
  ].join('\n');
}

/**
 * A share as a signed percentage: `+12`, `−3`, `+0.4`, or as `×2e5` where a percentage would be unreadable.
 */
function formatPercent(share: number): string {
  if (Number.isNaN(share)) return '–';
  if (share >= 100)
    return `×${share + 1 < 1e4 ? Math.round(share + 1) : (share + 1).toExponential(0).replace('e+', 'e')}`;
  const percent = 100 * share;
  const digits = Math.abs(percent) < 9.95 ? 1 : 0;
  const shown = Math.abs(percent).toFixed(digits);
  const sign = Number(shown) === 0 ? '' : percent < 0 ? '−' : '+';
  return sign + shown;
}
