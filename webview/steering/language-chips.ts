import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { cssColour } from '../../src/view/colours';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from '../kit/palette';
import type { Stance } from './choices';

/**
 * A chip per language: on, off or neither. One Tab stop; arrows, Home and End move. Emits `language-turn` with the
 * language's tag.
 */
@customElement('babel-language-chips')
export class LanguageChips extends LitElement {
  @property({ attribute: false }) tags: readonly string[] = [];
  /** `[language]` */
  @property({ attribute: false }) stances: readonly Stance[] = [];
  /** Languages that the method cannot switch. */
  @property({ attribute: false }) barren: readonly string[] = [];
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) current = 0;

  static override styles = [
    css`
      [role='group'] {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        height: 22px;
        padding: 0 9px 0 7px;
        color: var(--vscode-foreground);
        font: inherit;
        font-size: 12px;
        line-height: 1;
        background: none;
        border: 1px solid
          var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 16%, transparent));
        border-radius: 11px;
        cursor: pointer;
      }
      button:hover {
        background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
      }
      button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: 2px;
      }
      svg {
        width: 9px;
        height: 9px;
        overflow: visible;
      }
      [data-stance='on'] {
        /* On its colour, the side bar's own would be too faint in light themes. */
        color: var(--vscode-editor-foreground, var(--vscode-foreground));
        font-weight: 600;
        border-width: 2px;
        padding: 0 8px 0 6px;
      }
      [data-stance='off'] {
        border-style: dashed;
        border-color: var(
          --vscode-contrastBorder,
          color-mix(in srgb, var(--vscode-foreground) 32%, transparent)
        );
      }
      [data-stance='off'] .tag {
        color: var(--quiet);
        text-decoration: line-through;
      }
      [aria-disabled='true'] {
        border-style: dotted;
        cursor: default;
      }
      [aria-disabled='true'] .tag,
      [aria-disabled='true'] svg {
        opacity: 0.5;
      }
    `,
  ];

  override render() {
    const current = Math.min(this.current, this.tags.length - 1);
    return html`<div
      role="group"
      aria-label="Languages"
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
    >
      ${this.tags.map((tag, index) => this.chip(tag, index, index === current))}
    </div>`;
  }

  private chip(tag: string, index: number, isCurrent: boolean) {
    const stance = this.stances[index];
    const { name } = describeLanguage(tag);
    const locked = this.barren.includes(tag) && stance === 'neither';
    const colour = this.palette?.languages[index];
    const ink = colour ? cssColour(colour) : 'currentColor';
    const filled =
      colour && stance === 'on' && !this.palette?.highContrast
        ? `background-color: ${cssColour(colour, Math.min(0.5, this.palette?.tints[index] ?? 0))}; border-color: ${ink}`
        : stance === 'on'
          ? `border-color: ${ink}`
          : '';
    return html`<button
      data-tag=${tag}
      data-stance=${stance}
      tabindex=${isCurrent ? 0 : -1}
      aria-label=${`${tag}, ${name}, ${stance}`}
      aria-disabled=${locked ? 'true' : nothing}
      title=${locked ? `${name} has no neurons of its own` : `${name}, ${stance}`}
      .style=${filled}
      @focus=${() => (this.current = index)}
      @click=${() => {
        if (!locked) this.dispatchEvent(new CustomEvent('language-turn', { detail: { tag } }));
      }}
    >
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <circle
          cx="5"
          cy="5"
          r="4.25"
          fill=${stance === 'off' ? 'none' : ink}
          stroke=${ink}
          stroke-width="1.5"
        />
      </svg>
      <span class="tag">${tag}</span>
    </button>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const chips = [...this.renderRoot.querySelectorAll('button')];
    const last = chips.length - 1;
    const at = Math.min(this.current, last);
    const moves: Record<string, number> = {
      ArrowRight: Math.min(last, at + 1),
      ArrowDown: Math.min(last, at + 1),
      ArrowLeft: Math.max(0, at - 1),
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: last,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    chips[moves[event.key]]?.focus();
  }
}
