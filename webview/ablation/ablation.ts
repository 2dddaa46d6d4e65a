import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type AblationSummary, summarizeAblation } from '../../src/results/ablation/summary';
import type { Ablation } from '../../src/results/ablation/data';
import type {
  AblationFormat,
  AblationHostMethods,
  AblationPageMethods,
  AblationSnapshot,
} from '../../src/protocol/ablation-page';
import { connect, type Peer } from '../../src/rpc/rpc';
import { formatCount } from '../../src/view/format';
import { matrixPicture } from '../kit/matrix-svg';
import type { MenuItem } from '../kit/menu';
import { rasterise } from '../kit/raster';
import { readPalette } from '../kit/read-palette';
import { acquireApi, hostChannel } from '../kit/rpc';
import { spokenStyles } from '../kit/spoken.styles';
import { onThemeChange } from '../kit/theme';
import { documentStyles } from '../kit/document.styles';
import { choice, type ChoiceOption } from './choice';
import { matrixOf, type Unit, type View, type Whose } from './content';
import { languageTable } from './languages';

const menu: MenuItem[] = [
  { id: 'svg', label: 'Save as SVG…' },
  { id: 'png', label: 'Save as PNG…' },
  { id: 'csv', label: 'Save as CSV…', group: true },
  { id: 'json', label: 'Save as JSON…' },
];
const units: ChoiceOption<Unit>[] = [
  { id: 'perplexity', label: 'Perplexity, %' },
  { id: 'nll', label: 'ΔNLL, nats' },
];
const whose: ChoiceOption<Whose>[] = [
  { id: 'own', label: 'Language neurons' },
  { id: 'random', label: 'Random control' },
  { id: 'beyond', label: 'Beyond random' },
];

/** The page of a measurement of ablations: a function of the file and of what is chosen to be seen. */
@customElement('babel-ablation')
export class AblationPage extends LitElement {
  @state() private snapshot: AblationSnapshot | undefined;
  @state() private view: View;

  private readonly api = acquireApi<View>();
  private readonly host: Peer<AblationHostMethods> = connect<AblationHostMethods, AblationPageMethods>(
    hostChannel(this.api),
    {},
  );
  private summary: AblationSummary | undefined;
  private stopTheme: (() => void) | undefined;

  static override styles = [spokenStyles, documentStyles];

  constructor() {
    super();
    this.view = { unit: 'perplexity', whose: 'own', ...this.api.getState() };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = onThemeChange(() => this.requestUpdate());
    void this.host.call('ready', null).then((snapshot) => {
      this.summary = snapshot.ablation && summarizeAblation(snapshot.ablation);
      this.snapshot = snapshot;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme?.();
  }

  override render() {
    if (!this.snapshot) return nothing;
    const { ablation, failure } = this.snapshot;
    return html`
      <header>
        <h1>Ablations</h1>
        <babel-menu
          label="Save"
          .items=${menu}
          ?disabled=${!ablation}
          @menu-choose=${(event: CustomEvent<{ id: AblationFormat }>) => void this.save(event.detail.id)}
        ></babel-menu>
        ${ablation ? html`<p class="facts">${facts(ablation)}</p>` : nothing}
      </header>
      <main>
        ${failure ? html`<section><p class="warning" role="alert">${failure.message}</p></section>` : nothing}
        ${ablation && this.summary ? this.renderResult(ablation, this.summary) : nothing}
      </main>
    `;
  }

  private renderResult(ablation: Ablation, summary: AblationSummary) {
    const { unit } = this.view;
    const content = matrixOf(ablation, summary, this.shown(ablation));
    const palette = readPalette(content.tags);
    return html`
      ${
        ablation.warnings.length > 0
          ? html`<section aria-label="Notes">
              ${ablation.warnings.map((warning) => html`<p class="warning">${warning}</p>`)}
            </section>`
          : nothing
      }
      <section>
        <h2>What it says</h2>
        <ul class="said">
          ${summary.sentences.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </section>
      <section>
        <h2>${content.label}</h2>
        <div class="choices">
          ${choice('Unit', units, unit, (id) => this.choose({ unit: id }))}
          ${
            ablation.draws > 0
              ? choice('Neurons off', whose, this.view.whose, (id) => this.choose({ whose: id }))
              : nothing
          }
        </div>
        <babel-matrix .content=${content} .palette=${palette}></babel-matrix>
        <p class="note">
          A row is the language whose neurons are off, a column the language measured; framed is what a
          language’s own neurons do to it. NLL is the mean negative log-likelihood in nats per token, and
          perplexity is exp(NLL).
          ${
            ablation.draws > 0
              ? `The random control is the mean of ${ablation.draws} draws of as many neurons of the same layers that no language has.`
              : 'There is no random control, so that nothing says what as many other neurons would do.'
          }
        </p>
      </section>
      <section>
        <h2>Languages</h2>
        ${languageTable(ablation, summary)}
      </section>
    `;
  }

  /** Without a control there is nothing but the languages' own neurons to show. */
  private shown({ draws }: Ablation): View {
    return draws > 0 ? this.view : { ...this.view, whose: 'own' };
  }

  private choose(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    this.api.setState(this.view);
  }

  private async save(format: AblationFormat): Promise<void> {
    await this.host.call('save', { format, picture: await this.picture(format) });
  }

  private async picture(format: AblationFormat): Promise<Uint8Array | undefined> {
    const { ablation, name = '' } = this.snapshot ?? {};
    if (!ablation || !this.summary || format === 'csv' || format === 'json') return undefined;
    const content = matrixOf(ablation, this.summary, this.shown(ablation));
    const svg = matrixPicture(content, `${name} · ${facts(ablation)}`, readPalette(content.tags));
    return format === 'svg' ? new TextEncoder().encode(svg) : rasterise(svg);
  }
}

/** `tiny · 2026-11-26 · top rate 1 % · 4,000 tokens a language` */
function facts({ model, date, thresholds, settings, off }: Ablation): string {
  return [
    model.name,
    date.slice(0, 10),
    `neurons of ${off.length} languages at top rate ${Number((100 * thresholds.topRate).toPrecision(3))} %`,
    `at most ${formatCount(settings.tokensPerLanguage)} tokens a language`,
  ].join(' · ');
}
