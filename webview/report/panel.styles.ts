import { css } from 'lit';

/** The report's sections. */
export const panelStyles = css`
  .panel {
    padding: 10px 14px 14px;
  }
  .panel + .panel {
    border-top: 1px solid var(--hairline);
  }
  h2 {
    margin-bottom: 8px;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 600;
  }
  h3 {
    font-weight: 600;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 12px;
  }
  .stability .line {
    justify-content: flex-start;
    margin-bottom: 8px;
  }
  .stability .line p {
    flex: 1 1 260px;
  }
  .facts,
  .hint,
  figcaption {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 400;
  }
  .hint {
    margin-top: 8px;
  }
  .scroller {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
  }
  th {
    font-weight: 400;
    text-align: start;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  th,
  td {
    height: 22px;
    padding: 0 14px 0 0;
    white-space: nowrap;
  }
  .number {
    text-align: end;
  }
  .swatch {
    width: 8px;
    height: 8px;
    margin-inline-end: 6px;
  }
  .tag {
    color: var(--vscode-descriptionForeground);
  }
  .room {
    fill: color-mix(in srgb, var(--vscode-foreground) 6%, transparent);
  }

  .languages table {
    width: 100%;
  }
  .languages th,
  .languages td {
    height: 28px;
  }
  .languages .share {
    width: 18%;
  }
  .languages .layers {
    width: 50%;
    padding: 0;
  }
  .share svg,
  .layers svg,
  .bar svg,
  .parts svg {
    display: block;
    width: 100%;
    height: 8px;
  }
  .layers svg {
    height: 24px;
    border-bottom: 1px solid var(--rule);
  }
  .language {
    padding: 2px 8px 2px 4px;
    margin-inline-start: -4px;
    color: inherit;
    font: inherit;
    background: none;
    border: 1px solid transparent;
    border-radius: 3px;
    cursor: pointer;
  }
  .language:hover {
    background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
  }
  .language[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
    background: var(--vscode-inputOption-activeBackground, transparent);
  }
  .language:focus-visible,
  li button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }

  .pair {
    display: flex;
    flex-wrap: wrap;
    gap: 14px 34px;
  }
  .pair babel-matrix {
    flex: 1 1 420px;
    max-width: 760px;
    min-width: 0;
  }
  .tree {
    max-width: 220px;
  }
  svg {
    font-size: 11px;
  }
  .tree svg {
    display: block;
    margin-top: 18px;
    overflow: visible;
  }
  .fork {
    fill: none;
    stroke: var(--vscode-descriptionForeground);
    stroke-width: 1.25;
  }
  .tick {
    fill: var(--vscode-descriptionForeground);
  }
  .name {
    fill: var(--vscode-foreground);
  }
  .chart {
    display: block;
    max-width: 100%;
  }
  .rule {
    stroke: var(--rule);
  }
  .all {
    fill: color-mix(in srgb, var(--vscode-foreground) 34%, transparent);
  }
  .chosen {
    fill: var(--vscode-charts-blue, var(--vscode-focusBorder));
  }
  .threshold {
    stroke: var(--vscode-foreground);
    stroke-dasharray: 3 2;
  }
  .key {
    display: inline-block;
    width: 9px;
    height: 9px;
    margin: 0 4px 0 8px;
    background: color-mix(in srgb, var(--vscode-foreground) 34%, transparent);
  }
  .key.chosen {
    background: var(--vscode-charts-blue, var(--vscode-focusBorder));
  }
  .old {
    opacity: 0.55;
  }
  .good {
    font-weight: 600;
  }
  .spread svg {
    width: 90px;
    height: 8px;
    margin-inline-end: 8px;
  }
  .comparison table {
    width: 100%;
    max-width: 760px;
  }
  .comparison .parts {
    width: 40%;
    padding: 0;
  }
  .lost {
    fill: var(--vscode-charts-orange, var(--vscode-descriptionForeground));
  }
  .both {
    fill: color-mix(in srgb, var(--vscode-foreground) 45%, transparent);
  }
  .gained {
    fill: var(--vscode-charts-blue, var(--vscode-focusBorder));
  }

  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-bottom: 8px;
  }
  .filters input {
    width: 9em;
  }
  .neuron {
    display: grid;
    grid-template-columns: minmax(220px, 340px) minmax(0, 1fr);
    gap: 8px 34px;
    margin-top: 12px;
  }
  .neuron > .line {
    grid-column: 1 / -1;
  }
  .probabilities {
    width: 100%;
    align-self: start;
  }
  .probabilities .bar {
    width: 50%;
  }
  .probabilities td:last-child {
    padding: 0;
  }
  .contexts h3 {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  ol {
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }
  li button {
    display: block;
    width: 100%;
    padding: 4px 6px;
    margin-inline-start: -6px;
    color: inherit;
    font: inherit;
    text-align: start;
    background: none;
    border: 0;
    border-radius: 3px;
    cursor: pointer;
  }
  li button:hover {
    background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
  }
  li .text {
    display: block;
  }
  mark {
    color: var(--vscode-editor-foreground, inherit);
    font-weight: 600;
    background: var(--vscode-editor-findMatchHighlightBackground, transparent);
    border-bottom: 2px solid var(--vscode-focusBorder);
  }
  @media (max-width: 640px) {
    .neuron {
      grid-template-columns: minmax(0, 1fr);
    }
    .languages .name,
    .languages .share {
      display: none;
    }
    .languages th,
    .languages td {
      padding-inline-end: 8px;
    }
  }
`;
