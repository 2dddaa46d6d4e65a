import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { jaccard } from '../../src/lape/overlap';
import type { NeuronSet, NeuronsHostMethods, NeuronsSnapshot } from '../../src/protocol/neurons';
import type { NoMethods } from '../../src/protocol/page';
import { connect, type Peer } from '../../src/rpc/rpc';
import { describeLanguage } from '../../src/text/language';
import { formatAmount, formatCount, formatShare } from '../../src/view/format';
import { documentStyles } from '../kit/document.styles';
import { pageHeader } from '../kit/header';
import '../kit/matrix';
import type { MatrixContent } from '../kit/matrix-content';
import { failureNotice } from '../kit/notices';
import { PageElement } from '../kit/page-element';
import { readPalette } from '../kit/read-palette';
import { acquireApi, hostChannel } from '../kit/rpc';
import { fitScale } from '../kit/scale';

/** The page of an imported neuron set: what is in it, per language and layer, and what languages share. */
@customElement('babel-neurons')
export class NeuronsPage extends PageElement {
  @state() private snapshot: NeuronsSnapshot | undefined;

  private readonly host: Peer<NeuronsHostMethods> = connect<NeuronsHostMethods, NoMethods>(
    hostChannel(acquireApi()),
    {},
  );

  static override styles = [PageElement.styles, documentStyles];

  protected override get hasControls(): boolean {
    return false;
  }

  protected override start(): void {
    void this.host.call('ready', null).then((snapshot) => (this.snapshot = snapshot));
  }

  override render() {
    if (!this.snapshot) return nothing;
    const { set, failure } = this.snapshot;
    return html`
      ${pageHeader({ title: 'Neuron set', about: set && factsOf(set) })}
      <main>
        ${failure ? failureNotice({ message: failure.message }) : nothing} ${set ? renderSet(set) : nothing}
      </main>
    `;
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
