import { css } from 'lit';

/** One grid: 14 px at the sides, sections parted by a hairline, 13 px text, 11 px for what serves it. */
export const inspectorStyles = css`
  :host {
    display: block;
    min-width: 320px;
    /* The frame is transparent: whoever measures contrast would take it for white. */
    min-height: 100vh;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.4;
  }
  header,
  .notice,
  .empty {
    padding-inline: 14px;
  }
  p,
  h1,
  h2 {
    margin: 0;
    font-size: inherit;
  }
  [hidden] {
    display: none !important;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding-block: 7px;
    border-bottom: 1px solid var(--hairline);
  }
  h1 {
    flex: 1;
    font-weight: 600;
  }
  /* A line of its own: beside the buttons, nothing of it would be left in a narrow panel. */
  .source {
    order: 1;
    flex: 1 1 100%;
    overflow: hidden;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  vscode-button {
    white-space: nowrap;
  }
  vscode-button::part(control) {
    padding: 3px 9px;
  }
  .toggle.on {
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
    background: var(--vscode-inputOption-activeBackground);
  }
  .toggle.on::part(control) {
    border: 1px solid var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
  }

  :host-context(.vscode-high-contrast) .toggle.on {
    box-shadow: inset 0 -3px var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
  }

  .notice {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    border-bottom: 1px solid var(--hairline);
  }
  .notice p {
    flex: 1;
  }
  .failure {
    flex-wrap: wrap;
    padding-block: 8px;
    border-inline-start: 3px solid var(--vscode-editorError-foreground, var(--vscode-errorForeground));
  }
  .failure p {
    flex: 1 1 260px;
  }
  .stale {
    border-inline-start: 3px solid var(--vscode-editorWarning-foreground);
  }
  .working .work {
    display: grid;
    flex: 1;
    grid-template-columns: 1fr auto;
    gap: 0 10px;
  }
  .amount {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  progress {
    grid-column: 1 / -1;
    width: 100%;
    height: 2px;
    appearance: none;
    background: var(--hairline);
    border: 0;
  }
  progress::-webkit-progress-bar {
    background: var(--hairline);
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
  vscode-progress-ring {
    width: 18px;
    height: 18px;
  }

  .result {
    transition: opacity 120ms;
  }
  .result[inert] {
    opacity: 0.45;
  }
  .result > * {
    padding: 10px 14px;
  }
  babel-legend {
    display: block;
    font-size: 12px;
  }
  babel-token-strip {
    max-height: 46vh;
    padding-block: 0 10px;
    overflow-y: auto;
  }
  .panel,
  .detail {
    border-top: 1px solid var(--hairline);
  }
  h2 {
    margin-bottom: 8px;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: 14px;
    padding-block: 14vh 40px;
    text-align: center;
  }
  .empty svg {
    width: 96px;
    color: var(--vscode-descriptionForeground);
  }
  .empty p {
    max-width: 34em;
  }
  .hint {
    color: var(--vscode-descriptionForeground);
  }
  kbd {
    padding: 1px 5px;
    color: var(--vscode-keybindingLabel-foreground, inherit);
    font: inherit;
    font-size: 11px;
    background: var(--vscode-keybindingLabel-background, transparent);
    border: 1px solid var(--vscode-keybindingLabel-border, var(--vscode-contrastBorder, currentColor));
    border-radius: 3px;
  }
  @media (prefers-reduced-motion: reduce) {
    .result {
      transition: none;
    }
  }
`;
