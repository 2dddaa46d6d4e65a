import { css } from 'lit';

/** One column up to 1200 px, then curve and table side by side; 13 px text, 11 px for what serves it. */
export const sweepStyles = css`
  :host {
    box-sizing: border-box;
    min-width: 260px;
    padding: 0 20px 28px;
    color: var(--vscode-editor-foreground, var(--vscode-foreground));
    font-variant-numeric: tabular-nums;
    line-height: 1.45;
  }
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  h2 {
    margin-bottom: 8px;
    font-size: 12px;
    font-weight: 600;
  }
  .quiet,
  tr.quiet th,
  tr.quiet td {
    color: var(--quiet);
    font-weight: 400;
  }
  p.quiet {
    font-size: 11px;
  }
  header {
    align-items: baseline;
    gap: 2px 16px;
    padding: 12px 0;
    border-bottom: 0;
  }
  h1 {
    flex: none;
    font-weight: bold;
  }
  .about {
    order: 0;
    flex: 1;
    min-width: 200px;
    color: var(--quiet);
    font-size: 11px;
    white-space: normal;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 22px;
  }
  .trouble,
  .failure {
    min-height: 0;
    padding: 6px 10px;
    border-bottom: 0;
    border-inline-start: 2px solid var(--vscode-editorWarning-foreground, currentColor);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 20px;
    margin-bottom: 12px;
  }
  .field {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .field vscode-dropdown {
    min-width: 220px;
    max-width: 100%;
  }
  .pair {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 28px;
    padding-top: 14px;
    border-top: 1px solid var(--hairline);
  }
  .settings {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 22px 28px;
  }
  .settings > div {
    min-width: 0;
  }
  .curve {
    display: block;
    width: 100%;
    max-width: 480px;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin-top: 4px;
    font-size: 11px;
  }
  .key {
    width: 11px;
    height: 11px;
    vertical-align: -1px;
  }
  .scroller {
    overflow-x: auto;
  }
  .scroller:focus-visible,
  summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  table {
    border-collapse: collapse;
    font-size: 12px;
  }
  th,
  td {
    padding: 3px 14px 3px 0;
    font-weight: 400;
    text-align: start;
    white-space: nowrap;
    border-bottom: 1px solid var(--hairline);
  }
  thead th {
    color: var(--quiet);
    font-size: 11px;
  }
  .number {
    text-align: end;
  }
  .under {
    padding-inline-start: 18px;
  }
  .nothing {
    display: block;
    color: var(--vscode-errorForeground);
  }
  summary {
    width: fit-content;
    color: var(--quiet);
    cursor: pointer;
  }
  details[open] summary {
    margin-bottom: 8px;
  }
  .examples {
    display: grid;
    gap: 14px;
  }
  .examples li {
    padding-bottom: 10px;
    border-bottom: 1px solid var(--hairline);
  }
  .prompt {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    margin-bottom: 4px;
    font-weight: 600;
  }
  .prompt .quiet {
    font-size: 11px;
  }
  dl {
    display: grid;
    grid-template-columns: 56px minmax(0, 1fr);
    gap: 3px 12px;
  }
  dt {
    color: var(--quiet);
    font-size: 11px;
    line-height: 1.7;
  }
  dd {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    overflow-wrap: anywhere;
  }
  dd bdi {
    flex: 1 1 260px;
    white-space: pre-wrap;
  }
  .told {
    color: var(--quiet);
    font-size: 11px;
    white-space: nowrap;
  }
  @media (min-width: 1200px) {
    .settings {
      grid-template-columns: 420px minmax(0, 1fr);
    }
  }
`;
