import { css } from 'lit';

/** A page of sections, read from top to bottom: 14 px at the sides, sections parted by a hairline, 13 px text, 11 px for what serves it. */
export const documentStyles = css`
  header,
  section {
    padding: 10px 14px;
    border-bottom: 1px solid var(--hairline);
  }
  section:last-child {
    border-bottom: 0;
  }
  header,
  .choices {
    gap: 6px 14px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    margin-bottom: 10px;
  }
  h2 {
    margin-bottom: 6px;
    font-weight: 600;
  }
  .about {
    font-variant-numeric: inherit;
    white-space: normal;
  }
  ul {
    margin: 0;
    padding-inline-start: 18px;
  }
  .said li {
    max-width: 90ch;
  }
  .warning,
  .failure {
    max-width: 90ch;
    padding-block: 0;
    padding-inline: 8px 0;
    border-inline-start: 3px solid var(--vscode-editorWarning-foreground);
  }
  .warning + .warning {
    margin-top: 6px;
  }
  .failure {
    min-height: 0;
    margin: 10px 14px;
    border-bottom: 0;
  }
  [role='radiogroup'] {
    display: flex;
    flex-wrap: wrap;
    gap: 1px;
  }
  [role='radio'] {
    padding: 3px 9px;
    border: 1px solid var(--vscode-button-border, transparent);
    color: var(--vscode-button-secondaryForeground);
    background: var(--vscode-button-secondaryBackground, transparent);
    font: inherit;
    cursor: pointer;
  }
  [role='radio']:hover {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  [role='radio'][aria-checked='true'] {
    border-color: var(--vscode-inputOption-activeBorder);
    color: var(--vscode-inputOption-activeForeground);
    background: var(--vscode-inputOption-activeBackground);
    text-decoration: underline;
  }
  [role='radio']:focus-visible,
  .scroller:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  [role='radio']:disabled {
    opacity: 0.6;
    cursor: default;
  }
  .note {
    margin-top: 8px;
    max-width: 90ch;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .scroller {
    overflow-x: auto;
  }
  .scroller table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .scroller th,
  .scroller td {
    padding: 2px 0 2px 18px;
    text-align: end;
    white-space: nowrap;
  }
  .scroller thead th {
    color: var(--vscode-descriptionForeground);
    font-weight: normal;
    font-size: 11px;
  }
  .scroller th:first-child {
    padding-inline-start: 0;
    font-weight: normal;
    text-align: start;
  }
  .tag {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
`;
