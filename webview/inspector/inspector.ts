import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Inspection } from '../../src/protocol/engine';
import type { ExportFormat, InspectedText } from '../../src/protocol/webview';
import type { StripContent } from '../kit/cells';
import { stripContent } from '../kit/cells';
import { tokenName } from '../../src/view/token-name';
import type { HeatMap } from '../kit/heat-map';
import type { Palette } from '../kit/palette';
import { PageElement } from '../kit/page-element';
import { readPalette } from '../kit/read-palette';
import { acquireApi } from '../kit/rpc';
import { pictureBytes } from '../kit/save-menu';
import type { Lead } from '../../src/view/runs';
import { leads } from '../../src/view/runs';
import type { TokenChoice } from '../kit/token-events';
import type { TokenStrip } from '../kit/token-strip';
import { tokenDetail } from './detail';
import { detailStyles } from './detail.styles';
import { header } from './header';
import { inspectorStyles } from './inspector.styles';
import { layerPanel } from './layer-panel';
import type { Navigation } from './navigation';
import { shownLanguages } from './navigation';
import { emptyState, notices } from './notices';
import { picture } from './picture';
import type { InspectorState } from './store';
import { InspectorStore } from './store';

/** What is computed from a result once, and again only when the legend or the theme changes. */
interface Drawn {
  content: StripContent;
  shown: boolean[];
  rows: number[];
  lead: Lead;
  palette: Palette;
}

/** The inspector page: a function of the store's state. */
@customElement('babel-inspector')
export class Inspector extends PageElement {
  @state() private view: InspectorState;
  @state() private width = 0;
  @query('babel-token-strip') private strip!: TokenStrip | null;
  @query('babel-heat-map') private heatMap!: HeatMap | null;

  private readonly store: InspectorStore;
  private drawn: Drawn | undefined;
  /** Inspection and token last brought into view. */
  private place = '';
  private drawnFrom: { inspection?: Inspection; hidden?: string[] } = {};
  private readonly resized = new ResizeObserver(
    ([entry]) => (this.width = Math.floor(entry.contentRect.width)),
  );

  static override styles = [
    PageElement.styles,
    css`
      :host {
        --cell-line: color-mix(in srgb, var(--vscode-foreground) 5%, transparent);
      }
    `,
    inspectorStyles,
    detailStyles,
  ];

  constructor() {
    super();
    this.store = new InspectorStore(acquireApi<Navigation>(), (state) => (this.view = state));
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
    this.drawnFrom = {};
  }

  override render() {
    const { snapshot } = this.view;
    if (!snapshot) return nothing;
    const { result, working } = snapshot;
    return html`
      ${header(snapshot, this.store, (what) => void this.onMenu(what))}

      <main>
        ${notices(snapshot, this.view.slow, this.store)}
        ${result ? this.renderResult(result, this.view.slow) : nothing}
        ${!result && !working && !snapshot.failure ? emptyState(this.store) : nothing}
      </main>
    `;
  }

  override updated(): void {
    const { token, inspection } = this.view.navigation;
    const place = `${String(inspection)}:${String(token)}`;
    if (place !== this.place) void this.strip?.updateComplete.then(() => this.strip?.bringIntoView(token));
    this.place = place;
  }

  private renderResult({ inspection, texts }: InspectedText, working: boolean) {
    const { navigation, detail, snapshot } = this.view;
    const { content, shown, rows, lead, palette } = this.draw(inspection, texts);
    const token = navigation.token;
    const label = token < 0 ? '' : tokenName(texts, inspection, token);
    return html`<div class="result" ?inert=${working}>
      <babel-legend
        .tags=${inspection.languages}
        .neurons=${snapshot?.model?.neurons ?? []}
        .shown=${shown}
        .palette=${palette}
        @legend-toggle=${(event: CustomEvent<{ language: number }>) =>
          this.store.toggleLanguage(inspection.languages[event.detail.language])}
      ></babel-legend>
      <babel-token-strip
        .content=${content}
        .inspection=${inspection}
        .texts=${texts}
        .lead=${lead}
        .palette=${palette}
        .selected=${token}
        @token-choose=${this.onChoose}
        @token-hover=${this.onHover}
      ></babel-token-strip>
      <section class="panel">
        <h2>Activity by token and language</h2>
        <babel-heat-map
          .inspection=${inspection}
          .shown=${shown}
          .palette=${palette}
          .selected=${token}
          .describe=${(at: number) => `token ${String(at + 1)} ‘${tokenName(texts, inspection, at)}’`}
          @token-choose=${this.onChoose}
          @token-hover=${this.onHover}
        ></babel-heat-map>
      </section>
      ${token < 0 ? nothing : tokenDetail({ inspection, rows, palette, label, state: detail })}
      ${layerPanel(inspection, rows, palette, Math.max(320, this.width - 28))}
    </div>`;
  }

  private draw(inspection: Inspection, texts: readonly string[]): Drawn {
    const { hidden } = this.view.navigation;
    const same = this.drawnFrom.inspection === inspection;
    if (this.drawn && same && this.drawnFrom.hidden === hidden) return this.drawn;
    const shown = shownLanguages(inspection.languages, hidden);
    this.drawn = {
      content: this.drawn && same ? this.drawn.content : stripContent(texts, inspection),
      shown,
      rows: shown.flatMap((on, index) => (on ? [index] : [])),
      lead: leads(inspection, shown),
      palette: readPalette(inspection.languages),
    };
    this.drawnFrom = { inspection, hidden };
    return this.drawn;
  }

  private readonly onChoose = ({ detail: { token, how } }: CustomEvent<TokenChoice>): void => {
    this.store.choose(token, how === 'enter');
  };

  /** Straight to the two elements: a moving pointer must not draw the page again. */
  private readonly onHover = ({ detail: { token } }: CustomEvent<{ token: number }>): void => {
    if (this.strip) this.strip.hovered = token;
    if (this.heatMap) this.heatMap.hovered = token;
  };

  private async onMenu(what: 'copy' | ExportFormat): Promise<void> {
    if (what === 'copy') return this.store.copyTable();
    if (what === 'csv' || what === 'json') return this.store.save(what);
    const { snapshot } = this.view;
    if (!this.strip || !snapshot?.result || !this.drawn) return;
    const svg = picture(this.strip, snapshot.result, snapshot.model, this.drawn);
    this.store.save(what, await pictureBytes(svg, what));
  }
}
