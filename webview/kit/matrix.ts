import type { PropertyValues } from 'lit';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { describeLanguage } from '../../src/text/language';
import { cssColour } from '../../src/view/colours';
import type { MatrixContent } from './matrix-content';
import { describePair, longestPrinted, placesOf, printedAt, valueAt } from './matrix-content';
import type { Palette } from './palette';
import { placeOn, tintAt } from './scale';
import { spokenStyles } from './spoken.styles';

/** Places in the matrix, not indices of tags: what a reader sees as row and column. */
interface Place {
  row: number;
  column: number;
}

/**
 * Languages × languages: a table whose cells are tinted and, where there is room, print their values; where there is
 * none, bars say what the tint does, and the line below names the pair under pointer or keyboard. Arrow keys, Home and
 * End move within the one tab stop. Emits `matrix-choose` ({ row, column }: indices of tags) on click and Enter.
 */
@customElement('babel-matrix')
export class Matrix extends LitElement {
  @property({ attribute: false }) content: MatrixContent | undefined;
  @property({ attribute: false }) palette: Palette | undefined;
  @state() private at: Place = { row: 0, column: 0 };
  @state() private pointed: Place | undefined;
  @state() private focused = false;
  @state() private room = 0;

  private readonly resized = new ResizeObserver(
    ([entry]) => (this.room = Math.floor(entry.contentRect.width)),
  );

  static override styles = [
    spokenStyles,
    css`
      :host {
        display: block;
        font-size: 11px;
        font-variant-numeric: tabular-nums;
      }
      .scroller {
        overflow-x: auto;
        /* Room for the focus ring of the outermost cells. */
        padding: 2px;
      }
      table {
        border-collapse: separate;
        border-spacing: 1px;
      }
      th {
        padding: 0;
        color: var(--vscode-descriptionForeground);
        font-weight: normal;
        white-space: nowrap;
      }
      th[scope='row'] {
        position: sticky;
        inset-inline-start: 0;
        z-index: 1;
        padding-inline-end: 8px;
        color: var(--vscode-foreground);
        text-align: start;
        background: var(--vscode-editor-background);
      }
      .tag {
        color: var(--vscode-descriptionForeground);
      }
      .corner {
        padding-inline-end: 8px;
        text-align: start;
      }
      .axis {
        text-align: start;
      }
      td {
        position: relative;
        box-sizing: border-box;
        padding: 0;
        overflow: hidden;
        /* What tints keep their contrast to. */
        color: var(--vscode-editor-foreground, var(--vscode-foreground));
        text-align: center;
        cursor: default;
      }
      td.diagonal {
        box-shadow: inset 0 0 0 1px var(--vscode-descriptionForeground);
      }
      td:hover {
        outline: 1px solid var(--vscode-descriptionForeground);
      }
      td:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        z-index: 1;
      }
      .bar {
        position: absolute;
        inset: auto 1px 0;
        background: var(--vscode-foreground);
      }
      .bar.below {
        background: repeating-linear-gradient(45deg, var(--vscode-foreground) 0 2px, transparent 2px 4px);
      }
      .reading {
        min-height: 1.4em;
        margin: 6px 2px 0;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('content')) this.at = this.within(this.at);
  }

  override render() {
    const { content, palette } = this;
    if (!content || !palette || content.tags.length === 0) return nothing;
    const places = placesOf(content);
    const layout = this.layOut(content);
    const told = this.pointed ?? (this.focused ? this.at : undefined);
    return html`<div class="scroller">
        <table
          role="grid"
          aria-label=${content.label}
          @keydown=${(event: KeyboardEvent) => this.onKey(event)}
          @focusin=${() => (this.focused = true)}
          @focusout=${() => (this.focused = false)}
          @pointerleave=${() => (this.pointed = undefined)}
        >
          <thead>
            ${
              content.axes
                ? html`<tr>
                    <th class="corner" scope="col">${content.axes.rows} ↓</th>
                    <th class="axis" scope="colgroup" colspan=${places.columns.length}>
                      ${content.axes.columns} →
                    </th>
                  </tr>`
                : nothing
            }
            <tr>
              <th scope="col"><span class="spoken">Language</span></th>
              ${places.columns.map((k) => this.columnHead(content.tags[k]))}
            </tr>
          </thead>
          <tbody>
            ${places.rows.map(
              (row, r) =>
                html`<tr>
                  ${this.rowHead(content.tags[row], layout.named)}
                  ${places.columns.map((column, c) => this.cell(content, palette, { row: r, column: c }, row, column, layout))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="reading" aria-hidden="true">
        ${told ? describePair(content, places.rows[told.row], places.columns[told.column]) : ''}
      </p>`;
  }

  private columnHead(tag: string) {
    const { name } = describeLanguage(tag);
    return html`<th scope="col" title=${name}>
      <span aria-hidden="true">${tag}</span><span class="spoken">${name}</span>
    </th>`;
  }

  private rowHead(tag: string, named: boolean) {
    const { name } = describeLanguage(tag);
    return html`<th scope="row" title=${name}>
      ${
        named
          ? html`${name} <span class="tag" aria-hidden="true">${tag}</span>`
          : html`<span aria-hidden="true">${tag}</span><span class="spoken">${name}</span>`
      }
    </th>`;
  }

  private cell(
    content: MatrixContent,
    palette: Palette,
    at: Place,
    row: number,
    column: number,
    { width, printed }: Layout,
  ) {
    const value = valueAt(content, row, column);
    const text = printedAt(content, row, column);
    const strength = placeOn(content.scale, value);
    const barred = strength !== 0 && !(printed && !palette.highContrast);
    const tint = palette.highContrast ? palette.background : tintAt(content.scale, value, palette);
    const size = `width: ${String(width)}px; min-width: ${String(width)}px; height: 20px;`;
    // Under text a bar is a line at the bottom; alone it fills the cell.
    const height = Math.max(1, Math.abs(strength) * (printed ? 4 : 18));
    return html`<td
      role="gridcell"
      class=${row === column ? 'diagonal' : ''}
      tabindex=${at.row === this.at.row && at.column === this.at.column ? 0 : -1}
      title=${describePair(content, row, column)}
      .style=${`${size} background-color: ${cssColour(tint)}`}
      @pointerenter=${() => (this.pointed = at)}
      @focus=${() => (this.at = at)}
      @click=${() => this.choose(row, column)}
    >
      ${barred ? html`<span class=${strength < 0 ? 'bar below' : 'bar'} .style=${`height: ${height.toFixed(1)}px`}></span>` : nothing}${
        text === '' || !printed ? html`<span class="spoken">${text || 'itself'}</span>` : text
      }
    </td>`;
  }

  /** Names beside the tags where they leave room, values in the cells where they fit; tiny cells scroll. */
  private layOut(content: MatrixContent): Layout {
    const letter = 6.3;
    const count = placesOf(content).columns.length;
    const tag = Math.max(...content.tags.map(({ length }) => length)) * letter + 12;
    const name = Math.max(...content.tags.map((each) => describeLanguage(each).name.length)) * letter + tag;
    const needed = Math.max(longestPrinted(content) * letter + 4, tag - 8, 16);
    const each = (head: number) => Math.floor((this.room - 8 - head) / count) - 1;
    const named = each(name) >= needed;
    const width = each(named ? name : tag);
    return {
      named,
      printed: width >= needed,
      width: Math.max(14, Math.min(width, 56)),
    };
  }

  /** The place in the matrix that is nearest. */
  private within({ row, column }: Place): Place {
    const { rows, columns } = this.content ? placesOf(this.content) : { rows: [0], columns: [0] };
    const among = (place: number, { length }: readonly number[]) => Math.min(length - 1, Math.max(0, place));
    return { row: among(row, rows), column: among(column, columns) };
  }

  private choose(row: number, column: number): void {
    this.dispatchEvent(new CustomEvent('matrix-choose', { detail: { row, column } }));
  }

  private onKey(event: KeyboardEvent): void {
    const { content, at } = this;
    if (!content) return;
    const { row, column } = at;
    if (event.key === 'Enter') {
      const places = placesOf(content);
      this.choose(places.rows[row], places.columns[column]);
      return;
    }
    const moves: Record<string, Place> = {
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      Home: { row: event.ctrlKey ? 0 : row, column: 0 },
      End: { row: event.ctrlKey ? Infinity : row, column: Infinity },
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    this.at = this.within(moves[event.key]);
    this.pointed = undefined;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('td[tabindex="0"]')?.focus(),
    );
  }
}

interface Layout {
  /** Row heads have room for names. */
  named: boolean;
  /** Cells have room for values. */
  printed: boolean;
  /** Of a cell, in pixels. */
  width: number;
}
