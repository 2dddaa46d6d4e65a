import type { PropertyValues } from 'lit';
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Inspection } from '../../src/protocol/engine';
import { formatShare } from '../../src/view/format';
import { columnAt, fitColumns, rowHeight, scrollTo } from './heat-map-columns';
import { drawHeatMap } from './heat-map-drawing';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from './palette';
import { emitChoice, emitHover } from './token-events';

/**
 * Tokens × languages, one narrow column per token. Only the columns in view are drawn. To a keyboard and a screen
 * reader it is a slider over the tokens that speaks the token's values; the chosen token's values stand beside it.
 * Emits `token-choose` and `token-hover` like the strip.
 */
@customElement('babel-heat-map')
export class HeatMap extends LitElement {
  @property({ attribute: false }) inspection: Inspection | undefined;
  @property({ attribute: false }) shown: readonly boolean[] = [];
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) selected = -1;
  @property({ attribute: false }) hovered = -1;
  /** Text of a token, for the slider's voice. */
  @property({ attribute: false }) describe: (token: number) => string = String;
  @query('.scroller') private scroller!: HTMLElement;
  @query('canvas') private canvas!: HTMLCanvasElement;

  private readonly resized = new ResizeObserver(() => this.fit());
  private frame = 0;
  private room = 0;

  static override styles = css`
    :host {
      display: grid;
      grid-template-columns: 26px minmax(0, 1fr) 30px;
      font-size: 11px;
      font-variant-numeric: tabular-nums;
    }
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
      color: var(--vscode-descriptionForeground);
    }
    li {
      height: ${rowHeight}px;
      line-height: ${rowHeight - 1}px;
    }
    .values {
      text-align: end;
    }
    .values .strong {
      color: var(--vscode-foreground);
      font-weight: 600;
    }
    .scroller {
      overflow: auto hidden;
      outline: none;
      cursor: default;
    }
    .scroller:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
    canvas {
      position: sticky;
      left: 0;
      display: block;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.resized.observe(this.scroller));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    cancelAnimationFrame(this.frame);
  }

  override render() {
    const rows = this.rows();
    const tags = this.inspection?.languages ?? [];
    const token = this.hovered >= 0 ? this.hovered : this.selected;
    const count = this.inspection?.text.length ?? 0;
    return html`
      <ol aria-hidden="true">
        ${rows.map((k) => html`<li title=${describeLanguage(tags[k]).name}>${tags[k]}</li>`)}
      </ol>
      <div
        class="scroller"
        role="slider"
        tabindex="0"
        aria-label="Activity by token and language"
        aria-valuemin="1"
        aria-valuemax=${Math.max(1, count)}
        aria-valuenow=${Math.max(0, this.selected) + 1}
        aria-valuetext=${this.speak(this.selected)}
        @scroll=${() => this.schedule()}
        @pointermove=${(event: PointerEvent) => emitHover(this, this.at(event))}
        @pointerleave=${() => emitHover(this, -1)}
        @click=${(event: MouseEvent) => emitChoice(this, this.at(event), 'reveal')}
        @dblclick=${(event: MouseEvent) => emitChoice(this, this.at(event), 'enter')}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      >
        <div class="track"><canvas aria-hidden="true"></canvas></div>
      </div>
      <ol class="values" aria-hidden="true">
        ${rows.map((k) => {
          const value = token < 0 ? NaN : (this.inspection?.activity[token * tags.length + k] ?? NaN);
          return html`<li class=${value >= 0.2 ? 'strong' : ''}>${token < 0 ? '' : formatShare(value)}</li>`;
        })}
      </ol>
    `;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('inspection') || changed.has('shown')) this.fit();
    if (changed.has('inspection') && changed.get('inspection')) this.scroller.scrollLeft = 0;
    if (changed.has('selected') || changed.has('inspection')) this.bringIntoView(this.selected);
    this.schedule();
  }

  private rows(): number[] {
    return this.shown.flatMap((on, index) => (on ? [index] : []));
  }

  private columns() {
    return fitColumns(this.inspection?.text.length ?? 0, this.room);
  }

  private fit(): void {
    this.room = this.scroller.clientWidth;
    const columns = this.columns();
    const height = Math.max(1, this.rows().length * rowHeight);
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(this.room * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${String(this.room)}px`;
    this.canvas.style.height = `${String(height)}px`;
    (this.canvas.parentElement as HTMLElement).style.width =
      `${String(Math.floor(columns.count * columns.width))}px`;
    this.schedule();
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const context = this.canvas.getContext('2d');
    if (!context || !this.inspection || !this.palette) return;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { inspection, selected, hovered, room } = this;
    const view = { inspection, selected, hovered, room, rows: this.rows(), columns: this.columns() };
    drawHeatMap(context, { ...view, scroll: this.scroller.scrollLeft }, this.palette);
  }

  private bringIntoView(token: number): void {
    if (token < 0) return;
    const { scroller, room } = this;
    const to = scrollTo(this.columns(), token, scroller.scrollLeft, room);
    if (to !== scroller.scrollLeft) scroller.scrollLeft = to;
  }

  private speak(token: number): string {
    if (token < 0 || !this.inspection) return 'No token chosen';
    const { activity, languages } = this.inspection;
    const strongest = this.rows()
      .map((k) => ({
        name: describeLanguage(languages[k]).name,
        value: activity[token * languages.length + k],
      }))
      .sort((a, b) => b.value - a.value)
      .map(({ name, value }) => `${name} ${formatShare(value)}`);
    return [this.describe(token), ...strongest].join(', ');
  }

  private at(event: MouseEvent): number {
    const x = event.clientX - this.scroller.getBoundingClientRect().left + this.scroller.scrollLeft;
    return columnAt(this.columns(), x);
  }

  private onKey(event: KeyboardEvent): void {
    const last = (this.inspection?.text.length ?? 0) - 1;
    const moves: Record<string, number> = {
      ArrowRight: this.selected + 1,
      ArrowUp: this.selected + 1,
      ArrowLeft: this.selected - 1,
      ArrowDown: this.selected - 1,
      PageUp: this.selected + 10,
      PageDown: this.selected - 10,
      Home: 0,
      End: last,
    };
    if (event.key === 'Enter') emitChoice(this, this.selected, 'enter');
    else if (event.key in moves && last >= 0)
      emitChoice(this, Math.min(last, Math.max(0, moves[event.key])), 'reveal');
    else return;
    event.preventDefault();
  }
}
