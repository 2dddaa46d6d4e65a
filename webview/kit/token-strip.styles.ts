import { css } from 'lit';

/**
 * Tokens are plain inline boxes: no padding, margin or border, which would break shaping inside a word. All marks are
 * backgrounds, shadows, outlines and decorations.
 */
export const tokenStripStyles = css`
  :host {
    display: block;
    color: var(--vscode-editor-foreground, var(--vscode-foreground));
    font-size: calc(var(--vscode-font-size, 13px) * 1.2);
    line-height: 2.1;
  }
  .text + .text {
    margin-top: 10px;
    padding-top: 6px;
    border-top: 1px dashed color-mix(in srgb, var(--vscode-foreground) 18%, transparent);
  }
  bdi {
    display: block;
    content-visibility: auto;
    contain-intrinsic-size: auto 2.1em;
    min-height: 2.1em;
    /* Room for names above and outlines beside: content-visibility clips at the padding's edge. */
    margin-inline: -3px;
    padding: 4px 3px 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  :host([measuring]) bdi {
    content-visibility: visible;
  }
  .token,
  .cell {
    border-radius: 2px;
    box-shadow: inset 1px 0 var(--vscode-editor-background);
    cursor: default;
  }
  .cell {
    position: relative;
    isolation: isolate;
  }
  /* The parts lie under the glyph, and yet take the pointer. */
  .cell {
    pointer-events: none;
  }
  .part {
    pointer-events: auto;
    position: absolute;
    inset-block: 0 -3px;
    z-index: -1;
    border-bottom: 2px solid;
    border-radius: 1px;
    box-shadow: inset 1px 0 var(--vscode-editor-background);
  }
  .nothing::before {
    color: var(--vscode-descriptionForeground);
    content: '∅';
  }
  /* The dot is a picture, not a box: thousands of positioned boxes make scrolling slow. */
  .space {
    background: radial-gradient(
      circle at 50% 58%,
      color-mix(in srgb, var(--vscode-descriptionForeground) 60%, transparent) 0.9px,
      transparent 1.4px
    );
  }
  .tab,
  .newline {
    position: relative;
  }
  .tab::before,
  .newline::before {
    position: absolute;
    inset-inline-start: 0;
    top: 0;
    color: var(--vscode-descriptionForeground);
    line-height: 1;
    opacity: 0.6;
    pointer-events: none;
  }
  .tab::before {
    content: '→';
  }
  .newline::before {
    top: 0.1em;
    content: '↵';
  }
  .named {
    position: relative;
  }
  .named::before {
    position: absolute;
    inset-inline-start: 0;
    bottom: calc(100% - 1px);
    color: var(--vscode-descriptionForeground);
    font-size: 10px;
    line-height: 1;
    white-space: nowrap;
    content: attr(data-tag);
  }
  [role='option']:focus:not(.selected) {
    outline: none;
  }
  .hovered {
    outline: 1px solid color-mix(in srgb, var(--vscode-foreground) 55%, transparent);
  }
  .selected {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 0;
  }
  .part.selected {
    outline: none;
    border-bottom-color: var(--vscode-focusBorder) !important;
  }
  [role='listbox']:focus-within .selected {
    outline-offset: 1px;
  }
  .loud .token,
  .loud .part {
    text-decoration: underline 2px;
    text-decoration-skip-ink: none;
    text-underline-offset: 4px;
  }
`;
