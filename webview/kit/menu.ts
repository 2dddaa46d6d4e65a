import type { PropertyValues } from 'lit';
import { css, html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';

export interface MenuItem {
  id: string;
  label: string;
  /** Starts a new group, with a line above. */
  group?: boolean;
}

/**
 * A button that opens a list of actions. Arrow keys, Home and End move, a letter jumps, Enter chooses, Escape and Tab
 * close. Emits `menu-choose` with the item's id.
 */
@customElement('babel-menu')
export class Menu extends LitElement {
  @property() label = '';
  @property({ attribute: false }) items: MenuItem[] = [];
  @property({ type: Boolean }) disabled = false;
  @state() private open = false;
  @query('vscode-button') private button!: HTMLElement;

  static override styles = css`
    :host {
      position: relative;
      display: inline-block;
    }
    vscode-button::part(control) {
      padding: 3px 9px;
    }
    .arrow {
      width: auto;
      height: auto;
      margin-inline-start: 5px;
      font-size: 0.8em;
    }
    [role='menu'] {
      position: absolute;
      inset-inline-end: 0;
      top: calc(100% + 3px);
      z-index: 5;
      min-width: max-content;
      margin: 0;
      padding: 4px;
      color: var(--vscode-menu-foreground, var(--vscode-foreground));
      background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
      border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, transparent));
      border-radius: 5px;
      box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    }
    button {
      display: block;
      width: 100%;
      padding: 4px 22px 4px 12px;
      color: inherit;
      font: inherit;
      text-align: start;
      background: none;
      border: 1px solid transparent;
      border-radius: 3px;
      cursor: pointer;
    }
    button:focus {
      color: var(--vscode-menu-selectionForeground, inherit);
      background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
      border-color: var(--vscode-menu-selectionBorder, transparent);
      outline: none;
    }
    hr {
      margin: 4px 8px;
      border: 0;
      border-top: 1px solid var(--vscode-menu-separatorBackground, currentColor);
    }
  `;

  override render() {
    return html`
      <vscode-button
        appearance="secondary"
        .ariaHaspopup=${'menu'}
        .ariaExpanded=${String(this.open)}
        ?disabled=${this.disabled}
        @click=${() => this.toggle(!this.open)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'ArrowDown' && !this.open) this.toggle(true, event);
        }}
        >${this.label}<span class="arrow" aria-hidden="true">▾</span></vscode-button
      >
      ${
        this.open
          ? html`<div
              role="menu"
              aria-label=${this.label}
              @keydown=${(event: KeyboardEvent) => this.onKey(event)}
              @focusout=${(event: FocusEvent) => this.onFocusOut(event)}
            >
              ${this.items.map(
                (item) => html`
                  ${item.group ? html`<hr />` : ''}
                  <button role="menuitem" tabindex="-1" @click=${() => this.choose(item.id)}>
                    ${item.label}
                  </button>
                `,
              )}
            </div>`
          : ''
      }
    `;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('open') && this.open) this.entries()[0]?.focus();
  }

  private entries(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  private toggle(open: boolean, event?: Event): void {
    event?.preventDefault();
    this.open = open;
  }

  private choose(id: string): void {
    this.close();
    this.dispatchEvent(new CustomEvent('menu-choose', { detail: { id }, bubbles: true, composed: true }));
  }

  private close(): void {
    this.open = false;
    this.button.focus();
  }

  private onFocusOut(event: FocusEvent): void {
    const to = event.relatedTarget as Node | null;
    // The button closes the menu by its own click; closing here first would open it again.
    if (this.renderRoot.contains(to)) return;
    this.open = false;
  }

  private onKey(event: KeyboardEvent): void {
    const entries = this.entries();
    const at = entries.indexOf((this.renderRoot as ShadowRoot).activeElement as HTMLElement);
    const moves: Record<string, number> = {
      ArrowDown: (at + 1) % entries.length,
      ArrowUp: (at - 1 + entries.length) % entries.length,
      Home: 0,
      End: entries.length - 1,
    };
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Tab') return void (this.open = false);
    else if (event.key in moves) entries[moves[event.key]].focus();
    else if (/^\p{L}$/u.test(event.key)) {
      const order = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
      order
        .find((entry) => entry.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))
        ?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
