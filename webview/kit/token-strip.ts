import type { PropertyValues } from 'lit';
import { html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Inspection } from '../../src/protocol/engine';
import type { Piece, StripContent } from './cells';
import { cssColour } from '../../src/view/colours';
import { formatShare } from '../../src/view/format';
import { tokenName } from '../../src/view/token-name';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from './palette';
import type { Lead } from '../../src/view/runs';
import { namedRuns } from '../../src/view/runs';
import { nearestOnLine } from './strip-geometry';
import { emitChoice, emitHover } from './token-events';
import { tokenStripStyles } from './token-strip.styles';

/**
 * The inspected text, token by token, tinted by the leading language. Emits `token-choose` (TokenChoice) and
 * `token-hover` ({ token }, -1 when the pointer left).
 *
 * The spans are made by hand, not by a template: 4,000 of them are made once per inspection and then only repainted.
 */
@customElement('babel-token-strip')
export class TokenStrip extends LitElement {
  @property({ attribute: false }) content: StripContent | undefined;
  @property({ attribute: false }) inspection: Inspection | undefined;
  @property({ attribute: false }) texts: readonly string[] = [];
  @property({ attribute: false }) lead: Lead | undefined;
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) selected = -1;
  @property({ attribute: false }) hovered = -1;
  @query('[role=listbox]') private box!: HTMLElement;

  static override styles = tokenStripStyles;

  /** `[pos]` the element that stands for the token. */
  private elements: HTMLElement[] = [];
  private named: HTMLElement[] = [];

  override render() {
    return html`<div
      role="listbox"
      aria-label="Tokens"
      aria-orientation="horizontal"
      @click=${(event: MouseEvent) => emitChoice(this, tokenAt(event), 'reveal')}
      @dblclick=${(event: MouseEvent) => emitChoice(this, tokenAt(event), 'enter')}
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      @mouseover=${(event: MouseEvent) => emitHover(this, tokenAt(event))}
      @mouseleave=${() => emitHover(this, -1)}
    ></div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('content')) this.build();
    if (changed.has('content') || changed.has('lead') || changed.has('palette')) this.paint();
    if (changed.has('content') || changed.has('selected')) this.select(changed.get('selected'));
    if (changed.has('hovered') || changed.has('content')) this.outline(changed.get('hovered'));
  }

  /** Scrolls the strip, and nothing around it, until the token is in view. */
  bringIntoView(token: number): void {
    const element = this.elements[token] as HTMLElement | undefined;
    if (!element) return;
    const box = element.getBoundingClientRect();
    const frame = this.getBoundingClientRect();
    const room = 24;
    if (box.top < frame.top + room) this.scrollTop += box.top - frame.top - room;
    else if (box.bottom > frame.bottom - room) this.scrollTop += box.bottom - frame.bottom + room;
  }

  /** What `drawPicture` measures: the element and text of every piece, in order. */
  measure<T>(take: (paragraphs: Iterable<HTMLElement>, tokenOf: (node: Element) => number) => T): T {
    this.toggleAttribute('measuring', true);
    try {
      return take(this.box.querySelectorAll('bdi'), tokenOf);
    } finally {
      this.toggleAttribute('measuring', false);
    }
  }

  private build(): void {
    this.elements = [];
    const blocks: HTMLElement[] = [];
    for (const paragraph of this.content?.paragraphs ?? []) {
      while (blocks.length <= paragraph.text) {
        const block = document.createElement('div');
        block.className = 'text';
        blocks.push(block);
      }
      const isolate = document.createElement('bdi');
      isolate.dir = 'auto';
      isolate.append(...paragraph.pieces.map((piece) => this.piece(piece)));
      blocks[paragraph.text].append(isolate);
    }
    this.box.replaceChildren(...blocks);
  }

  private piece(piece: Piece): HTMLElement {
    const span = document.createElement('span');
    const cell = this.content?.cells[piece.cell];
    if (cell && cell.count > 1) {
      span.className = 'cell';
      const glyph = document.createElement('span');
      glyph.ariaHidden = 'true';
      appendText(glyph, piece.text);
      span.append(glyph);
      if (!piece.first) return span;
      for (let i = 0; i < cell.count; i++) {
        const part = this.option(document.createElement('span'), cell.token + i);
        part.className = 'part';
        part.style.setProperty('inset-inline-start', `${((i / cell.count) * 100).toFixed(3)}%`);
        part.style.width = `${(100 / cell.count).toFixed(3)}%`;
        span.append(part);
      }
      return span;
    }
    appendText(span, piece.text);
    if (!cell) return span;
    span.className = piece.text === '' ? 'token nothing' : 'token';
    if (piece.first) return this.option(span, cell.token);
    span.dataset.token = String(cell.token);
    return span;
  }

  private option(element: HTMLElement, token: number): HTMLElement {
    element.role = 'option';
    element.tabIndex = -1;
    element.dataset.token = String(token);
    this.elements[token] = element;
    return element;
  }

  private paint(): void {
    const { lead, palette, inspection } = this;
    if (!lead || !palette || !inspection) return;
    this.box.classList.toggle('loud', palette.highContrast);
    for (const element of this.box.querySelectorAll<HTMLElement>('[data-token]')) {
      const token = Number(element.dataset.token);
      const language = lead.language[token];
      const strength = lead.strength[token];
      const { style } = element;
      const colour = language < 0 ? undefined : palette.languages[language];
      style.backgroundColor = colour ? cssColour(colour, palette.tints[language] * strength) : '';
      if (element.classList.contains('part'))
        style.borderColor = colour ? cssColour(colour, 0.3 + 0.7 * strength) : '';
      // High contrast themes leave no room for tints alone: the line's thickness says how strong.
      style.textDecorationColor =
        palette.highContrast && colour ? cssColour(colour, strength < 0.1 ? 0 : 1) : '';
      style.textDecorationThickness = palette.highContrast ? `${(1 + 3 * strength).toFixed(1)}px` : '';
    }
    this.elements.forEach((element, token) => (element.ariaLabel = this.describe(token, lead, inspection)));
    for (const element of this.named) element.classList.remove('named');
    this.named = [];
    for (const run of namedRuns(lead, inspection.text)) {
      const first = this.elements[run.start];
      // A part of a character lies behind its glyph: the whole character carries the name.
      const whole = first.classList.contains('part') ? first.parentElement : null;
      const element = whole ?? first.querySelector<HTMLElement>('.word') ?? first;
      element.classList.add('named');
      element.dataset.tag = inspection.languages[run.language];
      this.named.push(element);
    }
  }

  private describe(token: number, lead: Lead, inspection: Inspection): string {
    const language = lead.language[token];
    const activity =
      language < 0
        ? ''
        : `, ${describeLanguage(inspection.languages[language]).name} ${formatShare(lead.strength[token])}`;
    return `token ${String(token + 1)} ‘${tokenName(this.texts, inspection, token)}’${activity}`;
  }

  private select(before: number | undefined): void {
    const previous = this.elements[before ?? -1] as HTMLElement | undefined;
    if (previous) {
      previous.tabIndex = -1;
      previous.ariaSelected = 'false';
      highlight(previous, 'selected', false);
    }
    const current = (this.elements[this.selected] ?? this.elements[0]) as HTMLElement | undefined;
    if (!current) return;
    current.tabIndex = 0;
    if (current !== this.elements[this.selected]) return;
    current.ariaSelected = 'true';
    highlight(current, 'selected', true);
  }

  private outline(before: number | undefined): void {
    const previous = this.elements[before ?? -1] as HTMLElement | undefined;
    const current = this.elements[this.hovered] as HTMLElement | undefined;
    if (previous) highlight(previous, 'hovered', false);
    if (current) highlight(current, 'hovered', true);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = tokenAt(event);
    if (from < 0) return;
    const paragraph = this.elements[from].closest('bdi');
    const forward = paragraph && getComputedStyle(paragraph).direction === 'rtl' ? -1 : 1;
    const last = this.elements.length - 1;
    const moves: Record<string, () => number> = {
      ArrowRight: () => from + forward,
      ArrowLeft: () => from - forward,
      ArrowDown: () => nearestOnLine(this.elements, from, 1),
      ArrowUp: () => nearestOnLine(this.elements, from, -1),
      Home: () => 0,
      End: () => last,
    };
    if (event.key === 'Enter') emitChoice(this, from, 'enter');
    else if (event.key === ' ') emitChoice(this, from, 'reveal');
    else if (event.key in moves) {
      const to = Math.min(last, Math.max(0, moves[event.key]()));
      this.elements[to].focus({ preventScroll: true });
      this.bringIntoView(to);
      emitChoice(this, to, 'reveal');
    } else return;
    event.preventDefault();
  }
}

/** A part of a shared character is marked by its bar, and its character by the outline. */
function highlight(element: HTMLElement, name: 'selected' | 'hovered', on: boolean): void {
  element.classList.toggle(name, on);
  if (element.classList.contains('part')) element.parentElement?.classList.toggle(name, on);
}

function tokenOf(node: Element): number {
  const holder = node.closest<HTMLElement>('[data-token]');
  return holder ? Number(holder.dataset.token) : -1;
}

function tokenAt(event: Event): number {
  return event.target instanceof Element ? tokenOf(event.target) : -1;
}

/** Leaves the text unchanged, so it can be copied, and marks each white-space character. */
function appendText(parent: HTMLElement, text: string): void {
  for (const part of text.match(/\r\n|[\r\n \t\u00a0\u3000]|[^\r\n \t\u00a0\u3000]+/g) ?? []) {
    const kind =
      part === '\t' ? 'tab' : /[\r\n]/.test(part) ? 'newline' : /^\s/.test(part) ? 'space' : undefined;
    const span = document.createElement('span');
    span.className = kind ?? 'word';
    span.append(part);
    parent.append(span);
  }
}
