import { css } from 'lit';

/** One grid: 14 px at the sides, 13 px text, 11 px for what serves it; two columns from 640 px. */
export const steeringStyles = css`
  :host {
    --surface: var(--vscode-sideBar-background, var(--vscode-editor-background));
    box-sizing: border-box;
    min-width: 240px;
    padding: 0 14px 20px;
    background: var(--surface);
    font-variant-numeric: tabular-nums;
  }
  :host([in-editor]) {
    --surface: var(--vscode-editor-background);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  h2 {
    margin-bottom: 5px;
    font-size: 11px;
    font-weight: 600;
  }
  .quiet {
    color: var(--quiet);
    font-weight: 400;
  }
  header {
    flex-wrap: nowrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 16px;
    padding: 10px 0 12px;
    border-bottom: 0;
  }
  h1 {
    flex: 0 1 auto;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .about {
    order: 0;
    flex: 0 1 auto;
    min-width: 0;
    color: var(--quiet);
    font-size: 12px;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
  }
  vscode-button {
    white-space: nowrap;
  }
  vscode-button::part(control) {
    padding: 4px 6px;
  }
  .buttons {
    display: grid;
    grid-template-columns: 2fr 1fr 1fr;
    gap: 8px;
  }
  .buttons.even {
    grid-template-columns: 1fr 1fr 1fr;
  }
  button {
    color: inherit;
    font: inherit;
    text-align: start;
    background: none;
    border: 0;
    cursor: pointer;
  }
  button:focus-visible,
  summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .link {
    padding: 0;
    color: var(--vscode-textLink-foreground);
    font-size: 11px;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }

  summary {
    width: fit-content;
    color: var(--quiet);
    font-size: 12px;
    list-style: none;
    cursor: pointer;
  }
  summary::after {
    display: inline-block;
    margin-inline-start: 5px;
    font-size: 0.8em;
    content: '▸';
  }
  [open] > summary::after {
    content: '▾';
  }
  summary:hover {
    color: var(--vscode-foreground);
  }

  .failure {
    align-items: stretch;
    gap: 8px;
    min-height: 0;
    padding: 6px 0 6px 10px;
    border-bottom: 0;
  }
  .failure p {
    overflow-wrap: anywhere;
  }

  .history ul {
    margin-block: 6px;
  }
  .history li button {
    display: block;
    width: 100%;
    padding: 6px 0;
    border-top: 1px solid var(--hairline);
  }
  .history li button:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .history .line,
  .history .label {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .history .label {
    font-size: 11px;
  }

  .begin ul {
    display: grid;
    gap: 4px;
    margin-top: 6px;
  }
  .starter {
    padding: 2px 0;
    color: var(--vscode-textLink-foreground);
  }
  .starter:hover {
    text-decoration: underline;
  }

  .waiting p {
    margin-bottom: 12px;
  }
  .bones {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-bottom: 14px;
  }
  .bones i {
    height: 22px;
    background: color-mix(in srgb, var(--vscode-foreground) 7%, transparent);
    border-radius: 11px;
  }
  .bones .bar,
  .bones .line {
    width: 100%;
    height: 26px;
    border-radius: 2px;
  }
  .bones .line {
    height: 3px;
    margin-block: 6px;
  }

  @media (min-width: 640px) {
    .buttons {
      grid-template-columns: 160px 100px 100px;
    }
    .buttons.even {
      grid-template-columns: 100px 100px 100px;
    }
    .begin ul {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 20px;
    }
  }
`;
