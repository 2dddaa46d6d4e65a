import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ReportMethod, ReportSettings } from '../../src/protocol/report-page';
import { paperThresholds } from '../../src/lape/thresholds';
import { numberField } from '../kit/number-field';

/** Every method, and what it does in a sentence. */
export const methods: { id: ReportMethod; name: string; explanation: string; reads: readonly Rate[] }[] = [
  {
    id: 'lape',
    name: 'LAPE',
    explanation: 'Neurons whose activation probabilities differ most between languages: the lowest entropy.',
    reads: ['topRate', 'filterRate', 'activationBar'],
  },
  {
    id: 'lap',
    name: 'LAP',
    explanation:
      'Baseline: every neuron that fires on more than 95 % of a language’s tokens. No threshold moves it.',
    reads: [],
  },
  {
    id: 'lave',
    name: 'LAVE',
    explanation: 'Baseline: as LAPE, with mean activations in place of probabilities.',
    reads: ['topRate', 'filterRate', 'activationBar'],
  },
  {
    id: 'normalised',
    name: 'Normalised entropy',
    explanation: 'Variant: H / ln K less the highest probability, without a filter.',
    reads: ['topRate', 'activationBar'],
  },
  {
    id: 'rs',
    name: 'Random control',
    explanation: 'As many neurons in each layer as LAPE selects, drawn at random from the others.',
    reads: ['topRate', 'filterRate', 'activationBar'],
  },
];

type Rate = 'topRate' | 'filterRate' | 'activationBar';

const rates: { id: Rate; name: string; explanation: string; least: number; most: number; step: number }[] = [
  {
    id: 'topRate',
    name: 'Top rate',
    explanation: 'Share of all neurons that is selected, lowest entropy first',
    least: 0,
    most: 0.1,
    step: 0.0005,
  },
  {
    id: 'filterRate',
    name: 'Filter rate',
    explanation: 'Quantile of all probabilities that a neuron must exceed in some language',
    least: 0,
    most: 1,
    step: 0.0025,
  },
  {
    id: 'activationBar',
    name: 'Activation bar',
    explanation: 'Quantile of all probabilities from which a neuron belongs to a language',
    least: 0,
    most: 1,
    step: 0.0025,
  },
];

/** Method and thresholds; everything below follows them at once. */
export function controls(settings: ReportSettings, edit: (change: Partial<ReportSettings>) => void) {
  const method = methods.find(({ id }) => id === settings.method) ?? methods[0];
  const isPaper = rates.every(({ id }) => settings[id] === paperThresholds[id]) && settings.method === 'lape';
  return html`<section class="controls" aria-label="Thresholds">
    <div class="control">
      <label for="method">Method</label>
      <select
        id="method"
        title=${method.explanation}
        .value=${live(settings.method)}
        @change=${(event: Event) => edit({ method: (event.target as HTMLSelectElement).value as ReportMethod })}
      >
        ${methods.map(({ id, name }) => html`<option value=${id} ?selected=${id === settings.method}>${name}</option>`)}
      </select>
    </div>
    ${rates.map(
      ({ id, name, explanation, least, most, step }) =>
        html`<div class="control" title=${explanation}>
          <label for=${id}>${name}</label>
          <div class="rate">
            <input
              type="range"
              id=${id}
              min=${least}
              max=${most}
              step=${step}
              ?disabled=${!method.reads.includes(id)}
              .value=${live(String(settings[id]))}
              @input=${(event: Event) => edit({ [id]: (event.target as HTMLInputElement).valueAsNumber })}
            />
            ${numberField({
              id: `${id}-exact`,
              label: `${name}, exact`,
              value: settings[id],
              least: 0,
              most: 1,
              step,
              set: (value) => edit({ [id]: value }),
            })}
          </div>
        </div>`,
    )}
    <vscode-button
      appearance="secondary"
      ?disabled=${isPaper}
      title="LAPE at 0.01, 0.95, 0.95 (arXiv 2402.16438)"
      @click=${() => edit({ ...paperThresholds, method: 'lape' })}
      >Reset to the Paper’s</vscode-button
    >
    <p class="explanation">${method.explanation}</p>
  </section>`;
}
