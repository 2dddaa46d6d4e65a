import { css } from 'lit';

/** The toolkit has no slider: the browser's own, drawn in the theme's colours. */
export const sliderStyles = css`
  input[type='range'] {
    width: 100%;
    height: 18px;
    margin: 0;
    appearance: none;
    background: none;
    cursor: pointer;
  }
  input[type='range']::-webkit-slider-runnable-track {
    height: 3px;
    background: var(--slider-track, color-mix(in srgb, var(--vscode-foreground) 22%, transparent));
    border-radius: 2px;
  }
  input[type='range']::-webkit-slider-thumb {
    width: 13px;
    height: 13px;
    margin-top: -5px;
    appearance: none;
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
    border: 0;
    border-radius: 50%;
  }
  input[type='range']:focus {
    outline: none;
  }
  input[type='range']:focus-visible::-webkit-slider-thumb {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
`;
