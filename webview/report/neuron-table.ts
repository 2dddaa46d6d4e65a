import type { PropertyValues } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AtlasSummary, NeuronRow, NeuronSort, NeuronWindow } from '../../src/protocol/report-page';
import { blend, cssColour } from '../../src/view/colours';
import { formatShare } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from '../kit/palette';
import { spokenStyles } from '../kit/spoken.styles';
import { firstRow, rowHeight, scrollFor, trackHeight } from './rows';

/**
 * Neurons as a table of any length: only the rows in view are there. The header sorts; arrow keys, Page Up, Page Down,
 * Home and End choose a row. Emits `neuron-choose` ({ layer, index }), `table-sort` ({ sort }) and `table-look`
 * ({ from, count }) for the rows that came into view.
 */
@customElement('babel-neuron-table')
export class NeuronTable extends LitElement {
  @property({ attribute: false }) atlas: AtlasSummary | undefined;
  @property({ attribute: false }) rows: NeuronWindow | undefined;
  @property({ attribute: false }) chosen: { layer: number; index: number } | undefined;
  @property({ attribute: false }) sort: NeuronSort = 'entropy';
  @property({ attribute: false }) descending = false;
  @property({ attribute: false }) palette: Palette | undefined;
  @state() private from = 0;
  @state() private visible = 14;
  @query('.frame') private frame!: HTMLElement | null;
  /** The row that a key asked for, which is chosen as soon as it has come. */
  private wanted: number | undefined;

  static override styles = [
    spokenStyles,
    css`
      :host {
        display: block;
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      .frame {
        position: relative;
        height: ${15 * rowHeight + 4}px;
        overflow: auto;
        border: 1px solid var(--hairline);
        outline: none;
      }
      .frame:focus-visible {
        border-color: var(--vscode-focusBorder);
      }
      .track {
        min-width: min-content;
      }
      .view {
        position: sticky;
        top: 0;
      }
      .row {
        display: grid;
        align-items: center;
        height: ${rowHeight}px;
        white-space: nowrap;
      }
      .row > * {
        padding-inline: 6px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .head {
        background: var(--vscode-editor-background);
        border-bottom: 1px solid var(--hairline);
        box-sizing: border-box;
      }
      .head > * {
        padding: 0;
      }
      .head button {
        width: 100%;
        padding: 0 6px;
        color: var(--vscode-descriptionForeground);
        font: inherit;
        text-align: inherit;
        background: none;
        border: 0;
        cursor: pointer;
        white-space: nowrap;
      }
      .head button:hover,
      .head [aria-sort='ascending'] button,
      .head [aria-sort='descending'] button {
        color: var(--vscode-foreground);
      }
      .head button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .body .row {
        cursor: pointer;
      }
      .body .row:hover {
        background: var(
          --vscode-list-hoverBackground,
          color-mix(in srgb, var(--vscode-foreground) 6%, transparent)
        );
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .body .row.chosen {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .number {
        text-align: end;
      }
      .p {
        padding-inline: 3px !important;
        /* What tints keep their contrast to. */
        color: var(--vscode-editor-foreground, var(--vscode-foreground));
        line-height: ${rowHeight - 3}px;
        text-align: center;
        margin-inline-end: 1px;
      }
      .p.own {
        font-weight: 700;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .languages span + span {
        margin-inline-start: 6px;
      }
      .quiet {
        color: var(--vscode-descriptionForeground);
      }
      p {
        margin: 8px 10px;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    const { rows, wanted } = this;
    if (!changed.has('rows') || !rows || wanted === undefined) return;
    const row = rows.rows[wanted - rows.from] as NeuronRow | undefined;
    if (row) {
      this.wanted = undefined;
      this.choose(row);
    }
  }

  override render() {
    const { atlas, rows, palette } = this;
    if (!atlas || !palette) return nothing;
    const total = rows?.total ?? 0;
    const shown = Array.from(
      { length: Math.max(0, Math.min(this.visible, total - this.from)) },
      (_, at) => this.from + at,
    );
    const chosenAt = shown.find((at) => this.isChosen(this.rowAt(at)));
    return html`<div
      class="frame"
      role="grid"
      tabindex="0"
      aria-label="Neurons"
      aria-rowcount=${total + 1}
      aria-colcount=${4 + atlas.languages.length}
      aria-activedescendant=${chosenAt === undefined ? nothing : `row-${String(chosenAt)}`}
      @scroll=${() => this.onScroll()}
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
    >
      <div class="track" .style=${`height: ${String(trackHeight(total) + rowHeight)}px`}>
        <div class="view" role="presentation">
          ${this.head(atlas)}
          <div class="body" role="rowgroup">${shown.map((at) => this.row(atlas, palette, at))}</div>
          ${rows && total === 0 ? html`<p>No neuron matches. Clear a filter, or move the thresholds.</p>` : nothing}
        </div>
      </div>
    </div>`;
  }

  override firstUpdated(): void {
    this.onScroll();
  }

  override updated(changed: PropertyValues<this>): void {
    // Another order begins at its top.
    if (changed.has('sort') || changed.has('descending')) this.toTop();
  }

  /** Shows the beginning, e.g. after another filter. */
  toTop(): void {
    if (this.frame) this.frame.scrollTop = 0;
    this.onScroll();
  }

  private head(atlas: AtlasSummary) {
    const head = (sort: NeuronSort, label: unknown, title: string, kind: string) => {
      const on = this.sort === sort;
      const direction = on ? (this.descending ? 'descending' : 'ascending') : 'none';
      return html`<div role="columnheader" class=${kind} aria-sort=${direction}>
        <button title=${title} @click=${() => this.emit('table-sort', { sort })}>
          ${label}${on ? html`<span aria-hidden="true"> ${this.descending ? '▾' : '▴'}</span>` : nothing}
        </button>
      </div>`;
    };
    return html`<div role="rowgroup">
      <div class="row head" role="row" aria-rowindex="1" .style=${this.columnsOf(atlas)}>
        ${head('neuron', 'neuron', 'Layer · index within the layer', '')}
        ${head('languages', 'languages', 'The languages it belongs to', '')}
        ${head('entropy', 'entropy', 'Of its activation probabilities over languages, in nats', 'number')}
        ${head('peak', 'most', 'Its highest activation probability', 'number')}
        ${atlas.languages.map((tag, k) =>
          head(`p:${k}`, tag, `Share of tokens in ${describeLanguage(tag).name} on which it is active`, 'p'),
        )}
      </div>
    </div>`;
  }

  private row(atlas: AtlasSummary, palette: Palette, at: number) {
    const row = this.rowAt(at);
    if (!row)
      return html`<div class="row" role="row" aria-rowindex=${at + 2}>
        <span role="gridcell" class="quiet">…</span>
      </div>`;
    const chosen = this.isChosen(row);
    return html`<div
      id=${`row-${String(at)}`}
      class=${chosen ? 'row chosen' : 'row'}
      role="row"
      aria-rowindex=${at + 2}
      aria-selected=${chosen ? 'true' : 'false'}
      .style=${this.columnsOf(atlas)}
      @click=${() => this.choose(row)}
    >
      <span role="gridcell">${row.layer} · ${row.index}</span>
      <span role="gridcell" class="languages"
        >${
          row.languages.length === 0
            ? html`<span class="quiet">${row.selected ? 'none' : ''}</span>`
            : row.languages.map(
                (k) =>
                  html`<span title=${describeLanguage(atlas.languages[k]).name}>${atlas.languages[k]}</span>`,
              )
        }</span
      >
      <span role="gridcell" class="number"
        >${Number.isFinite(row.entropy) ? row.entropy.toFixed(3) : '–'}</span
      >
      <span role="gridcell" class="number">${formatShare(Math.max(...row.probability))}</span>
      ${atlas.languages.map((_, k) => this.probability(row, palette, k))}
    </div>`;
  }

  private probability({ probability, languages }: NeuronRow, palette: Palette, k: number) {
    const value = probability[k];
    const strength = palette.highContrast ? 0 : palette.tints[k] * Math.min(1, value);
    const fill = `background-color: ${cssColour(blend(palette.languages[k], palette.background, strength))}`;
    return html`<span role="gridcell" class=${languages.includes(k) ? 'p own' : 'p'} .style=${fill}
      >${formatShare(value)}</span
    >`;
  }

  private columnsOf({ languages, layers, dMlp }: AtlasSummary): string {
    const place = String(layers).length + String(dMlp).length + 5;
    const tag = Math.max(...languages.map(({ length }) => length), 3);
    return `grid-template-columns: ${String(place)}ch minmax(9ch, 1fr) 9ch 7ch repeat(${String(languages.length)}, ${String(tag + 2.5)}ch)`;
  }

  private rowAt(at: number): NeuronRow | undefined {
    return this.rows?.rows[at - this.rows.from];
  }

  private isChosen(row: NeuronRow | undefined): boolean {
    return row !== undefined && row.layer === this.chosen?.layer && row.index === this.chosen.index;
  }

  private onScroll(): void {
    const { frame } = this;
    if (!frame) return;
    const total = this.rows?.total ?? 0;
    const room = frame.clientHeight - rowHeight;
    this.visible = Math.ceil(room / rowHeight);
    this.from = firstRow(frame.scrollTop, total, room);
    this.emit('table-look', { from: this.from, count: this.visible });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.frame) return;
    const total = this.rows?.total ?? 0;
    if (total === 0) return;
    const { rows } = this;
    const known = rows?.rows.findIndex((row) => this.isChosen(row)) ?? -1;
    const at = this.wanted ?? (known < 0 ? -1 : (rows?.from ?? 0) + known);
    const moves: Record<string, number> = {
      ArrowDown: at < 0 ? this.from : at + 1,
      ArrowUp: at < 0 ? this.from : at - 1,
      PageDown: Math.max(at, this.from) + this.visible - 1,
      PageUp: Math.max(at, this.from) - this.visible + 1,
      Home: 0,
      End: total - 1,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    this.goTo(Math.min(total - 1, Math.max(0, moves[event.key])), total);
  }

  private goTo(at: number, total: number): void {
    const { frame } = this;
    if (!frame) return;
    const room = frame.clientHeight - rowHeight;
    const whole = Math.floor(room / rowHeight);
    if (at < this.from) frame.scrollTop = scrollFor(at, total, room);
    else if (at >= this.from + whole) frame.scrollTop = scrollFor(at - whole + 1, total, room);
    const row = this.rowAt(at);
    this.wanted = row ? undefined : at;
    if (row) this.choose(row);
    this.onScroll();
  }

  private choose({ layer, index }: NeuronRow): void {
    this.emit('neuron-choose', { layer, index });
  }

  private emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
