import { css } from 'lit';

/** The chosen token's part of the page, and the chart below it. */
export const detailStyles = css`
  .detail {
    display: flex;
    flex-wrap: wrap;
    gap: 18px 28px;
    font-variant-numeric: tabular-nums;
  }
  .detail[aria-busy='true'] tbody {
    opacity: 0.55;
  }
  .neurons {
    flex: 1 1 300px;
    max-width: 460px;
  }
  .next {
    min-width: 110px;
  }
  .error {
    color: var(--vscode-errorForeground);
  }
  h2 bdi {
    color: var(--vscode-foreground);
    white-space: pre;
  }
  table {
    border-collapse: collapse;
  }
  th {
    font-weight: 400;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .neurons table {
    width: 100%;
  }
  .neurons tr {
    height: 22px;
  }
  .neurons th,
  .neurons td,
  .candidates th,
  .candidates td {
    padding: 0 14px 0 0;
    text-align: start;
    white-space: nowrap;
  }
  .neurons td:last-child {
    padding: 0;
  }
  .neurons .number,
  .candidates .number {
    text-align: end;
  }
  .candidates tr {
    height: 22px;
  }
  .candidates th bdi {
    display: block;
    max-width: 14em;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tag + .tag {
    margin-inline-start: 8px;
  }
  .swatch {
    width: 8px;
    height: 8px;
    margin-inline-end: 4px;
  }
  .bars {
    display: block;
    border-bottom: 1px solid var(--rule);
  }

  .grid {
    border-spacing: 1px;
    border-collapse: separate;
    font-size: 11px;
  }
  .grid th {
    color: var(--vscode-descriptionForeground);
  }
  .grid thead th {
    padding: 0 0 3px;
  }
  .grid tbody th {
    padding: 0 6px 0 0;
    text-align: end;
  }
  .grid tbody td {
    position: relative;
    width: 22px;
    min-width: 14px;
    height: 17px;
    padding: 0;
    outline: 1px solid var(--cell-line);
    outline-offset: -1px;
  }
  .grid .none {
    background: repeating-linear-gradient(
      -45deg,
      transparent 0 3px,
      color-mix(in srgb, var(--vscode-foreground) 16%, transparent) 3px 4px
    );
  }

  .chart {
    display: block;
    max-width: 100%;
    overflow: visible;
    font-size: 11px;
  }
  .rule {
    stroke: var(--rule);
  }
  .tick {
    fill: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .line {
    fill: none;
    stroke-width: 1.75;
    stroke-linejoin: round;
  }
  .leader {
    fill: none;
    stroke-width: 0.75;
    opacity: 0.6;
  }
  .absent {
    fill: none;
    stroke-width: 1;
    stroke-dasharray: 1 5;
  }
  .name {
    fill: var(--vscode-foreground);
  }
`;
