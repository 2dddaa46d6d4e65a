import { css } from 'lit';

/** The two answers. They stand on the editor's background, for which the tints are made. */
export const answerStyles = css`
  .answers {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
  }
  .answer {
    display: flex;
    flex-direction: column;
  }
  .card {
    display: flex;
    flex: 1;
    flex-direction: column;
    padding: 8px 10px 7px;
    color: var(--vscode-editor-foreground, var(--vscode-foreground));
    background: var(--vscode-editor-background);
    border: 1px solid var(--hairline);
    border-radius: 3px;
  }
  .answer h2 {
    display: flex;
    justify-content: space-between;
    gap: 12px;
  }
  .answer h2 .link {
    font-weight: 400;
  }
  .text {
    flex: 1;
    line-height: 1.7;
    cursor: text;
  }
  .paragraph {
    min-height: 1.7em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    /* Japanese breaks where its own rules allow. */
    line-break: strict;
  }
  .prompt {
    color: var(--quiet);
  }
  /* No padding, margin or border: they would break shaping inside a word. */
  .token {
    padding-block: 1px;
  }
  .token:hover {
    outline: 1px solid color-mix(in srgb, var(--vscode-foreground) 55%, transparent);
  }
  .loud .token {
    text-decoration-skip-ink: none;
    text-underline-offset: 4px;
  }
  .parts,
  .caret {
    position: relative;
  }
  .parts::before,
  .parts::after {
    position: absolute;
    top: -3px;
    background: var(--vscode-foreground);
    content: '';
  }
  .parts::before {
    inset-inline-start: -1.5px;
    width: 1px;
    height: calc(1em + 9px);
  }
  .parts::after {
    inset-inline-start: -4px;
    width: 6px;
    height: 4px;
    clip-path: polygon(0 0, 100% 0, 50% 100%);
  }
  .caret::before {
    position: absolute;
    inset-inline-start: 2px;
    top: 0.1em;
    width: 2px;
    height: 1.1em;
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
    content: '';
  }
  .nothing,
  .failed p {
    color: var(--vscode-errorForeground);
  }
  .card > p,
  .failed {
    margin-top: 6px;
    overflow-wrap: anywhere;
  }
  .failed {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .failed p {
    flex: 1 1 200px;
  }
  .warning {
    padding-inline-start: 8px;
    font-size: 12px;
    border-inline-start: 2px solid var(--vscode-editorWarning-foreground);
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    min-height: 16px;
    margin-top: 6px;
    color: var(--quiet);
    font-size: 11px;
  }
  .fact {
    white-space: nowrap;
  }
  .dot {
    width: 7px;
    height: 7px;
    margin-inline-end: 5px;
  }
  @media (min-width: 640px) {
    .answers {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 20px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .caret::before {
      animation: blink 1s steps(2) infinite;
    }
  }
  @keyframes blink {
    50% {
      opacity: 0;
    }
  }
`;
