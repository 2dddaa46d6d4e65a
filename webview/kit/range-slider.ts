import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { sliderStyles } from './slider.styles';

/**
 * A slider with two ends, both among 0 … `most`. Emits `range-change` ({ range: [low, high] }) while it moves; by
 * keyboard an end that meets the other stops there.
 */
@customElement('babel-range-slider')
export class RangeSlider extends LitElement {
  @property({ type: Number }) most = 1;
  @property({ attribute: false }) range: readonly [low: number, high: number] = [0, 0];
  /** Names of the two ends. */
  @property({ attribute: false }) labels: readonly [low: string, high: string] = ['First', 'Last'];

  /** The end that stays while the pointer pulls the other. */
  private anchor: number | undefined;

  static override styles = [
    sliderStyles,
    css`
      :host {
        --slider-track: transparent;
        position: relative;
        display: block;
        height: 18px;
      }
      input[type='range'] {
        position: absolute;
        inset: 0;
        pointer-events: none;
      }
      input[type='range']::-webkit-slider-thumb {
        pointer-events: auto;
      }
      .track,
      .between {
        position: absolute;
        top: 7.5px;
        height: 3px;
        border-radius: 2px;
      }
      .track {
        inset-inline: 0;
        background: color-mix(in srgb, var(--vscode-foreground) 22%, transparent);
      }
      .between {
        background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
      }
    `,
  ];

  override render() {
    const [low, high] = this.range;
    const place = (value: number) => {
      const share = this.most > 0 ? value / this.most : 0;
      // A thumb's middle runs from half its width to the same from the end.
      return `calc(6.5px + ${share.toFixed(4)} * (100% - 13px))`;
    };
    const between = `left: ${place(low)}; width: calc(${((high - low) / Math.max(1, this.most)).toFixed(4)} * (100% - 13px))`;
    return html`<div class="track"></div>
      <div class="between" .style=${between}></div>
      ${this.end(0, low)}${this.end(1, high)}`;
  }

  private end(which: 0 | 1, value: number) {
    return html`<input
      type="range"
      aria-label=${this.labels[which]}
      min="0"
      max=${this.most}
      step="1"
      .value=${live(String(value))}
      @pointerdown=${() => (this.anchor = this.range[1 - which])}
      @change=${() => (this.anchor = undefined)}
      @input=${(event: InputEvent) => this.onInput(which, Number((event.target as HTMLInputElement).value))}
    />`;
  }

  private onInput(which: 0 | 1, value: number): void {
    const [low, high] = this.range;
    const stopped = which === 0 ? [Math.min(value, high), high] : [low, Math.max(value, low)];
    // Ends that lie on each other can be pulled apart either way, whichever of them is on top.
    const pulled = this.anchor === undefined ? stopped : [this.anchor, value].sort((a, b) => a - b);
    this.dispatchEvent(new CustomEvent('range-change', { detail: { range: pulled } }));
    this.requestUpdate();
  }
}
