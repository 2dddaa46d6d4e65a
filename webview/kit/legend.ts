import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { cssColour } from '../../src/view/colours';
import { formatAmount, formatCount } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from './palette';
import { spokenStyles } from './spoken.styles';

/** A chip per language, on or off. Emits `legend-toggle` with the language's index. */
@customElement('babel-legend')
export class Legend extends LitElement {
  @property({ attribute: false }) tags: readonly string[] = [];
  /** `[language]` */
  @property({ attribute: false }) neurons: readonly number[] = [];
  /** `[language]` */
  @property({ attribute: false }) shown: readonly boolean[] = [];
  @property({ attribute: false }) palette: Palette | undefined;

  static override styles = [
    spokenStyles,
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
        font-variant-numeric: tabular-nums;
        background: color-mix(in srgb, var(--vscode-foreground) 7%, transparent);
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 11px;
        cursor: pointer;
      }
      button:hover {
        background: color-mix(in srgb, var(--vscode-foreground) 13%, transparent);
      }
      button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: 2px;
      }
      svg {
        width: 10px;
        height: 10px;
        overflow: visible;
      }
      .count {
        color: var(--vscode-foreground);
      }
      [aria-pressed='false'] {
        background: none;
        border-style: dashed;
        border-color: var(
          --vscode-contrastBorder,
          color-mix(in srgb, var(--vscode-foreground) 30%, transparent)
        );
      }
      [aria-pressed='false'] .tag {
        color: var(--vscode-descriptionForeground);
        text-decoration: line-through;
      }
    `,
  ];

  override render() {
    return html`<div role="group" aria-label="Languages shown">
      ${this.tags.map((tag, index) => this.chip(tag, index))}
    </div>`;
  }

  private chip(tag: string, index: number) {
    const on = this.shown[index];
    const colour = this.palette ? cssColour(this.palette.languages[index]) : 'currentColor';
    const neurons = this.neurons[index];
    const name = describeLanguage(tag).name;
    const amount = neurons === undefined ? '' : `, ${formatAmount(neurons, 'language neuron')}`;
    return html`<button
      aria-pressed=${on}
      title=${`${name}${amount}. Click to ${on ? 'hide' : 'show'}.`}
      @click=${() => this.dispatchEvent(new CustomEvent('legend-toggle', { detail: { language: index } }))}
    >
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <circle cx="5" cy="5" r="4.25" fill=${on ? colour : 'none'} stroke=${colour} stroke-width="1.5" />
      </svg>
      <span class="tag">${tag}</span><span class="spoken">, ${name}</span>
      ${
        neurons === undefined
          ? ''
          : html`<span class="spoken">, </span><span class="count">${formatCount(neurons)}</span
              ><span class="spoken"> language neurons</span>`
      }
    </button>`;
  }
}
