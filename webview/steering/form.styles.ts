import { css } from 'lit';

/** Prompt, languages, method and everything that is set by hand. */
export const formStyles = css`
  .form,
  .how {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
  }
  .prompt-field {
    position: relative;
  }
  .prompt-field .link {
    position: absolute;
    inset-inline-end: 0;
    top: 0;
  }
  vscode-text-area,
  vscode-dropdown {
    display: flex;
    width: 100%;
  }
  vscode-text-area {
    display: block;
  }
  vscode-text-area::part(label) {
    width: fit-content;
    margin-bottom: 5px;
    font-size: 11px;
    font-weight: 600;
    line-height: 1.4;
  }
  vscode-text-area::part(control) {
    display: block;
    min-height: 52px;
    padding: 7px 9px;
    line-height: 1.4;
    /* Each paragraph runs in its own direction. */
    unicode-bidi: plaintext;
    text-align: start;
  }
  vscode-dropdown {
    --input-height: 28;
  }

  .sliders {
    display: grid;
    gap: 7px;
  }
  .slider {
    display: grid;
    grid-template-columns: 56px 48px minmax(0, 1fr);
    align-items: center;
    gap: 8px;
    min-height: 20px;
  }
  .slider output {
    padding-inline-start: 5px;
    white-space: nowrap;
  }
  .slider label,
  .slider span {
    color: var(--quiet);
  }

  input[type='number'],
  textarea {
    box-sizing: border-box;
    width: 100%;
    padding: 2px 4px;
    color: var(--vscode-input-foreground, var(--vscode-foreground));
    font: inherit;
    font-variant-numeric: tabular-nums;
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
  }
  input[type='number'] {
    height: 22px;
    appearance: textfield;
  }
  input::-webkit-inner-spin-button {
    appearance: none;
  }
  .slider input[type='number'] {
    padding-block: 0 2px;
    background: none;
    border-color: transparent;
  }
  .slider input[type='number']:hover {
    border-color: var(--vscode-input-border, var(--hairline));
  }
  input[type='number']:focus,
  .slider input[type='number']:focus,
  textarea:focus {
    border-color: var(--vscode-focusBorder);
    outline: none;
  }
  input[type='number']:invalid {
    border-color: var(--vscode-editorError-foreground, var(--vscode-errorForeground));
  }

  .fields {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px 20px;
    padding-top: 8px;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 72px;
    align-items: center;
    gap: 8px;
    min-height: 22px;
  }
  .row.wide,
  .row.tall {
    grid-template-columns: minmax(0, 1fr) 124px;
  }
  .row.tall {
    align-items: start;
  }
  .row label,
  .row span {
    color: var(--quiet);
  }
  textarea {
    resize: vertical;
  }
  vscode-checkbox {
    align-self: start;
    margin: 0;
  }
  .fields vscode-dropdown {
    --input-height: 24;
  }

  .picked {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .picked button {
    display: inline-flex;
    gap: 6px;
    padding: 1px 8px;
    border: 1px solid var(--hairline);
    border-radius: 11px;
  }
  .picked button:hover {
    background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
  }

  @media (min-width: 640px) {
    .form,
    .fields {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .form {
      gap: 20px;
    }
    .what,
    .what .prompt-field {
      display: flex;
      flex: 1;
      flex-direction: column;
    }
    .what vscode-text-area {
      display: flex;
      flex: 1;
      flex-direction: column;
    }
    .what vscode-text-area::part(control) {
      flex: 1;
    }
  }
`;
