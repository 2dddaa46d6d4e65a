import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { jaccard } from '../../src/lape/overlap';
import type { NeuronSet } from '../../src/protocol/neurons';
import { describeLanguage } from '../../src/text/language';
import { formatAmount, formatCount, formatShare } from '../../src/view/format';
import '../kit/matrix';
import type { MatrixContent } from '../kit/matrix-content';
import { readPalette } from '../kit/read-palette';
import { ResultPage } from '../kit/result-page';
import { fitScale } from '../kit/scale';

/** The page of an imported neuron set: what is in it, per language and layer, and what languages share. */
@customElement('babel-neurons')
export class NeuronsPage extends ResultPage<NeuronSet> {
  protected override restored(): object {
    return {};
  }

  protected override heading(): string {
    return 'Neuron set';
  }

  protected override about(set: NeuronSet): string {
    return factsOf(set);
  }

  protected override body(set: NeuronSet) {
    return renderSet(set);
  }
}

function renderSet(set: NeuronSet) {
  const { mismatch, model } = set;
  const content = overlapOf(set);
  return html`
    <section aria-label="Notes">
      ${mismatch === undefined ? nothing : html`<p class="warning" role="alert">${mismatch}</p>`}
      <p class="note">
        ${
          mismatch === undefined
            ? `Its layers and neurons fit ${model.name}. That the shapes agree does not make it this model’s: the file does not say which it was counted on. `
            : ''
        }The
        file names neurons and nothing else: without activation probabilities nothing says how active they
        usually are, so that it cannot take an atlas’s place for inspecting and steering. Count an atlas for
        that.
      </p>
    </section>
    <section>
      <h2>Neurons by language and layer</h2>
      ${layerTable(set)}
    </section>
    <section>
      <h2>${content.label}</h2>
      <babel-matrix .content=${content} .palette=${readPalette(set.languages)}></babel-matrix>
    </section>
  `;
}

function layerTable({ languages, neurons }: NeuronSet) {
  const layers = neurons[0]?.map((_, layer) => layer) ?? [];
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Neurons by language and layer">
    <table>
      <thead>
        <tr>
          <th scope="col">Language</th>
          <th scope="col">All</th>
          ${layers.map((layer) => html`<th scope="col">L${layer}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${languages.map(
          (tag, k) =>
            html`<tr>
              <th scope="row"><bdi>${describeLanguage(tag).name}</bdi> <span class="tag">${tag}</span></th>
              <td>${formatCount(neurons[k].reduce((sum, layer) => sum + layer.length, 0))}</td>
              ${neurons[k].map((layer) => html`<td>${formatCount(layer.length)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function overlapOf({ languages, neurons }: NeuronSet): MatrixContent {
  // Flat numbers that no two layers share, whatever model it is of.
  const width = 1 + neurons.flat(2).reduce((most, index) => Math.max(most, index), 0);
  const members = neurons.map((layers) =>
    Uint32Array.from(layers.flatMap((layer, i) => layer.map((index) => i * width + index))),
  );
  const values = members.flatMap((one) => members.map((other) => jaccard(one, other)));
  return {
    label: 'Overlap of languages: shared neurons over all neurons of the two (Jaccard)',
    tags: languages,
    values,
    scale: fitScale(
      'sequential',
      values.filter((_, i) => i % (languages.length + 1) !== 0),
    ),
    format: formatShare,
    blankDiagonal: true,
    detail: (row, column) =>
      `${formatAmount(members[row].length, 'neuron')} and ${formatAmount(members[column].length, 'neuron')}`,
  };
}

/** `bloom-7b.neuron.pth · 7 languages · 30 layers · held against tiny` */
function factsOf({ source, languages, neurons, model }: NeuronSet): string {
  return [
    source,
    formatAmount(languages.length, 'language'),
    formatAmount(neurons[0]?.length ?? 0, 'layer'),
    `held against ${model.name} (${model.layers} layers of ${formatCount(model.dMlp)} neurons)`,
  ].join(' · ');
}
