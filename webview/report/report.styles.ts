import { css } from 'lit';

/** One grid: 14 px at the sides, sections parted by a hairline, 13 px text, 11 px for what serves it. */
export const reportStyles = css`
  :host {
    min-width: 300px;
    font-variant-numeric: tabular-nums;
  }
  h3,
  figure {
    margin: 0;
    font-size: inherit;
  }
  h1 {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .of {
    font-weight: 400;
  }
  vscode-button {
    white-space: nowrap;
  }
  vscode-button::part(control) {
    padding: 3px 9px;
  }
  .notice {
    flex-wrap: wrap;
  }
  .notice p {
    flex: 1 1 220px;
  }
  vscode-progress-ring {
    width: 18px;
    height: 18px;
  }

  .provenance {
    padding: 6px 14px;
    border-bottom: 1px solid var(--hairline);
    font-size: 12px;
  }
  summary {
    width: max-content;
    color: var(--vscode-descriptionForeground);
    cursor: pointer;
  }
  summary:focus-visible,
  .scroller:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  .hash {
    font-family: var(--vscode-editor-font-family, monospace);
  }

  /* In view while its charts are. */
  .controls {
    position: sticky;
    top: 0;
    z-index: 3;
    display: grid;
    grid-template-columns: minmax(110px, auto) repeat(3, minmax(150px, 1fr)) auto;
    align-items: end;
    gap: 4px 18px;
    padding: 8px 14px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--hairline);
  }
  .controls label {
    display: block;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .rate {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 62px;
    align-items: center;
    gap: 8px;
  }
  .explanation {
    grid-column: 1 / -1;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  input[type='range']:disabled {
    opacity: 0.4;
    cursor: default;
  }
  input[type='number'],
  input[type='text'],
  select {
    box-sizing: border-box;
    height: 24px;
    padding: 0 4px;
    color: var(--vscode-input-foreground, var(--vscode-foreground));
    font: inherit;
    font-variant-numeric: tabular-nums;
    background: var(--vscode-input-background, transparent);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--hairline)));
    border-radius: 2px;
  }
  select {
    color: var(--vscode-dropdown-foreground, var(--vscode-foreground));
    background: var(--vscode-dropdown-background, var(--vscode-editor-background));
    border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--hairline)));
  }
  input[type='number'] {
    width: 100%;
    appearance: textfield;
  }
  input::-webkit-inner-spin-button {
    appearance: none;
  }
  input:focus-visible,
  select:focus-visible {
    border-color: var(--vscode-focusBorder);
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  input:invalid {
    border-color: var(--vscode-editorError-foreground, var(--vscode-errorForeground));
  }
  input::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--vscode-descriptionForeground));
  }
  .summary {
    padding: 10px 14px 0;
  }
  .selected {
    font-weight: 600;
  }
  .warning {
    margin-top: 6px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--vscode-editorWarning-foreground);
  }
  @media (max-width: 900px) {
    .controls {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  @media (max-width: 520px), (max-height: 480px) {
    .controls {
      position: static;
    }
  }
  @media (max-width: 520px) {
    .controls {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
