import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type {
  AtlasSummary,
  NeuronSort,
  ReportFormat,
  ReportSelection,
  ReportSettings,
} from '../../src/protocol/report-page';
import { formatAmount, formatCount } from '../../src/view/format';
import type { Palette } from '../kit/palette';
import { failureNotice, warnings } from '../kit/notices';
import { PageElement } from '../kit/page-element';
import { readPalette } from '../kit/read-palette';
import { acquireApi } from '../kit/rpc';
import { pictureBytes } from '../kit/save-menu';
import { sliderStyles } from '../kit/slider.styles';
import { comparisonPanel } from './comparison-panel';
import { controls } from './controls';
import { entropyPanel } from './entropy-panel';
import { filters } from './filters';
import { head, provenance } from './head';
import { languagesPanel } from './languages-panel';
import type { Navigation } from './navigation';
import { neuronPanel } from './neuron-panel';
import type { NeuronTable } from './neuron-table';
import { overlapPanel } from './overlap-panel';
import { panelStyles } from './panel.styles';
import { reportPicture } from './picture';
import { reportStyles } from './report.styles';
import { stabilityPanel } from './stability-panel';
import type { ReportState } from './store';
import { ReportStore } from './store';

/** The report page: a function of the store's state. */
@customElement('babel-report')
export class Report extends PageElement {
  @state() private view: ReportState;
  @state() private width = 0;
  @query('babel-neuron-table') private table!: NeuronTable | null;

  private readonly store: ReportStore;
  private palette: Palette | undefined;
  private readonly resized = new ResizeObserver(
    ([entry]) => (this.width = Math.floor(entry.contentRect.width)),
  );

  static override styles = [PageElement.styles, sliderStyles, reportStyles, panelStyles];

  constructor() {
    super();
    this.store = new ReportStore(acquireApi<Navigation>(), (state) => (this.view = state));
    this.view = this.store.state;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override start(): void {
    void this.store.start();
  }

  protected override forgetColours(): void {
    this.palette = undefined;
  }

  override render() {
    const { snapshot, selection, refusal } = this.view;
    if (!snapshot) return nothing;
    const { atlas, failure } = snapshot;
    const { settings } = this.store;
    return html`
      ${head(snapshot, this.store, (format) => void this.onMenu(format))}
      <main>
        ${failure ? failureNotice(failure, this.store.runAction, 'secondary') : nothing}
        ${
          !atlas && !failure
            ? html`<div class="notice" role="status">
                <vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
                <p>Reading the atlas</p>
              </div>`
            : nothing
        }
        ${refusal ? failureNotice(refusal) : nothing}
        ${atlas && settings ? this.content(atlas, settings, selection) : nothing}
      </main>
    `;
  }

  private content(atlas: AtlasSummary, settings: ReportSettings, selection: ReportSelection | undefined) {
    const { snapshot, stability } = this.view;
    const palette = (this.palette ??= readPalette(atlas.languages));
    const chart = Math.max(280, Math.min(this.width - 28, 1100));
    return html`
      ${provenance(atlas)} ${controls(settings, (change) => this.store.edit(change))}
      ${
        selection
          ? html`
              ${summary(atlas, selection)}
              ${languagesPanel({
                ...{ atlas, selection, palette, filtered: this.view.navigation.order.language },
                filter: (language) => this.reorder({ language }),
              })}
              ${overlapPanel(atlas, selection, palette)} ${entropyPanel(selection, chart)}
              ${stabilityPanel(atlas, settings, stability, this.store.computeStability)}
              ${
                selection.comparison && snapshot?.other
                  ? comparisonPanel(selection.comparison, snapshot.other, this.store.stopComparing)
                  : nothing
              }
            `
          : nothing
      }
      ${this.browser(atlas, palette)}
    `;
  }

  private browser(atlas: AtlasSummary, palette: Palette) {
    const { navigation, window, detail, snapshot } = this.view;
    const { order, neuron } = navigation;
    const shown =
      detail && neuron && detail.neuron.layer === neuron.layer && detail.neuron.index === neuron.index;
    return html`<section class="panel browser">
      <h2>Neurons${window ? html` · <span role="status">${formatCount(window.total)}</span>` : nothing}</h2>
      ${filters(atlas, order, (change) => this.reorder(change))}
      <babel-neuron-table
        .atlas=${atlas}
        .rows=${window}
        .chosen=${neuron}
        .sort=${order.sort}
        .descending=${order.descending}
        .palette=${palette}
        @neuron-choose=${({ detail: { layer, index } }: CustomEvent<{ layer: number; index: number }>) =>
          this.store.choose(layer, index)}
        @table-look=${({ detail: { from, count } }: CustomEvent<{ from: number; count: number }>) =>
          this.store.look(from, count)}
        @table-sort=${({ detail: { sort } }: CustomEvent<{ sort: NeuronSort }>) => this.sortBy(sort)}
      ></babel-neuron-table>
      ${
        shown
          ? neuronPanel({
              atlas,
              detail,
              palette,
              steerable: snapshot?.steerable ?? false,
              store: this.store,
            })
          : html`<p class="hint">
              Choose a neuron to see what it does in every language, and where it fires most.
            </p>`
      }
    </section>`;
  }

  /** Probabilities are looked at from the highest, entropies from the lowest; again: the other way. */
  private sortBy(sort: NeuronSort): void {
    const { order } = this.view.navigation;
    const descending = order.sort === sort ? !order.descending : sort === 'peak' || sort.startsWith('p:');
    this.reorder({ sort, descending });
  }

  private reorder(change: Parameters<ReportStore['order']>[0]): void {
    this.store.order(change);
    this.table?.toTop();
  }

  private async onMenu(format: ReportFormat): Promise<void> {
    const { snapshot, selection } = this.view;
    if (format !== 'svg' && format !== 'png') return this.store.save(format);
    if (!snapshot?.atlas || !selection) return;
    const svg = reportPicture(snapshot.atlas, selection, readPalette(snapshot.atlas.languages));
    this.store.save(format, await pictureBytes(svg, format));
  }
}

/** What was selected, and what to be careful with. */
function summary({ layers, dMlp, warnings: own }: AtlasSummary, selection: ReportSelection) {
  const { selected, unassigned, several } = selection;
  const parts = [
    `${formatCount(selected)} of ${formatAmount(layers * dMlp, 'neuron')} selected`,
    several > 0 ? `${formatCount(several)} of several languages` : '',
    unassigned > 0 ? `${formatCount(unassigned)} of none` : '',
  ];
  return html`<section class="summary" aria-label="Selection">
    <p class="selected" role="status">${parts.filter(Boolean).join(' · ')}</p>
    ${warnings([...own, ...selection.warnings])}
  </section>`;
}
