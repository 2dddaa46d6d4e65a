import { css } from 'lit';

/** One grid: 14 px at the sides, sections parted by a hairline, 13 px text, 11 px for what serves it. */
export const inspectorStyles = css`
  .empty {
    padding-inline: 14px;
  }
  [hidden] {
    display: none !important;
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
