import { css } from 'lit';

/** What pages have in common: 14 px at the sides, a header and notices parted from the rest by a hairline, 13 px text. */
export const shellStyles = css`
  :host {
    --hairline: var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 14%, transparent));
    --rule: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
    /* In the light themes the description colour alone has less than 4.5:1 to the side bar. */
    --quiet: color-mix(in srgb, var(--vscode-descriptionForeground) 70%, var(--vscode-foreground));
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
  p,
  h1,
  h2 {
    margin: 0;
    font-size: inherit;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 7px 14px;
    border-bottom: 1px solid var(--hairline);
  }
  h1 {
    flex: 1;
    font-weight: 600;
  }
  /* A line of its own: beside the buttons, nothing of it would be left in a narrow panel. */
  .about {
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
  .notice {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    padding: 0 14px;
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
    flex: 1 1 220px;
  }
`;
