import type { AblationSummary } from '../../src/results/ablation/summary';
import type { Ablation } from '../../src/results/ablation/data';
import type { MatrixContent } from '../kit/matrix-content';
import { fitScale } from '../kit/scale';

/** In which terms the harm is told. */
export type Unit = 'perplexity' | 'nll';
/** Whose: the languages' own neurons, as many random ones, or what the first do beyond the second. */
export type Whose = 'own' | 'random' | 'beyond';

export interface View {
  unit: Unit;
  whose: Whose;
}

const titles: Record<Unit, string> = {
  perplexity: 'Change of perplexity',
  nll: 'Change of NLL in nats per token',
};
const subjects: Record<Whose, string> = {
  own: 'a language’s neurons off',
  random: 'as many random neurons off',
  beyond: 'a language’s neurons off, beyond as many random ones',
};

/** `[row, column]` of the measurement in the view's terms; NaN where there is no control to compare with. */
function valuesOf({ rise, controlRise }: AblationSummary, { unit, whose }: View): Float64Array {
  const told = (nats: number) => (unit === 'nll' ? nats : Math.expm1(nats));
  return rise.map((own, cell) => {
    const random = told(controlRise[cell]);
    if (whose === 'random') return random;
    return whose === 'own' ? told(own) : told(own) - random;
  });
}

/** What was switched off by what was measured. */
export function matrixOf(ablation: Ablation, summary: AblationSummary, view: View): MatrixContent {
  const { off, measured, neurons, tokens } = ablation;
  const tags = [...new Set([...off, ...measured])];
  const values = valuesOf(summary, view);
  const all = new Float64Array(tags.length ** 2).fill(NaN);
  off.forEach((language, row) =>
    measured.forEach((other, column) => {
      all[tags.indexOf(language) * tags.length + tags.indexOf(other)] =
        values[row * measured.length + column];
    }),
  );
  return {
    label: `${titles[view.unit]}, ${subjects[view.whose]}`,
    tags,
    values: all,
    rows: off.map((language) => tags.indexOf(language)),
    columns: measured.map((language) => tags.indexOf(language)),
    scale: fitScale('diverging', all),
    format: (value) => formatHarm(value, view.unit),
    axes: { rows: 'off', columns: 'measured' },
    detail: (row, column) => {
      const [r, c] = [off.indexOf(tags[row]), measured.indexOf(tags[column])];
      if (r < 0 || c < 0) return 'not measured';
      return `${neurons[r]} neurons, ${tokens[c]} tokens`;
    },
  };
}

/** `+18 %`, `−0.4 %`, `+0.17`, `×23`; a true minus sign. */
export function formatHarm(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (unit === 'perplexity' && value >= 10) return `×${Math.round(value + 1).toLocaleString('en')}`;
  const size = Math.abs(unit === 'perplexity' ? 100 * value : value);
  const digits = unit === 'nll' ? 2 : size < 9.95 ? 1 : 0;
  const text = size.toFixed(digits);
  const sign = Number(text) === 0 ? '' : value < 0 ? '−' : '+';
  return unit === 'perplexity' ? `${sign}${text} %` : sign + text;
}
