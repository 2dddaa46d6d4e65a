import { type Column, tableOf } from '../table';
import type { Ablation } from './data';
import { summarizeAblation } from './summary';

/** A cell of the matrix: `row` is the language whose neurons are off, `column` the measured one. */
interface Place {
  row: number;
  column: number;
  cell: number;
}

/**
 * An ablation as CSV, one line per pair of ablated and measured language. NLL in nats per token; changes are
 * exp(ΔNLL) − 1.
 */
export function ablationTable(ablation: Ablation): string {
  const { off, neurons, measured, tokens, plain, ablated, draws } = ablation;
  const { rise, perplexityChange, controlRise } = summarizeAblation(ablation);
  const random = (cell: number) => (draws > 0 ? controlRise[cell] : null);
  const columns: Column<Place>[] = [
    { name: 'off', value: ({ row }) => off[row] },
    { name: 'neurons_off', value: ({ row }) => neurons[row] },
    { name: 'measured', value: ({ column }) => measured[column] },
    { name: 'tokens', value: ({ column }) => tokens[column] },
    { name: 'nll_plain', value: ({ column }) => plain[column] },
    { name: 'nll', value: ({ cell }) => ablated[cell] },
    { name: 'nll_change', value: ({ cell }) => rise[cell] },
    { name: 'perplexity_change', value: ({ cell }) => perplexityChange[cell] },
    { name: 'random_nll_change', value: ({ cell }) => random(cell) },
    {
      name: 'random_perplexity_change',
      value({ cell }) {
        const change = random(cell);
        return change === null ? null : Math.expm1(change);
      },
    },
  ];
  const places = off.flatMap((_, row) =>
    measured.map((_, column): Place => ({ row, column, cell: row * measured.length + column })),
  );
  return [...tableOf(columns, places)].join('');
}
