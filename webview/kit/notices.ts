import { html } from 'lit';

interface Trouble {
  message: string;
  actions?: readonly { id: string; label: string }[];
}

/**
 * Why something cannot be shown or done, and what helps.
 *
 * @param act does what an action's button says
 * @param first how the first of them looks: what most users want, or one of several
 */
export function failureNotice(
  { message, actions = [] }: Trouble,
  act?: (id: string) => void,
  first: 'primary' | 'secondary' = 'primary',
) {
  return html`<div class="notice failure" role="alert">
    <p>${message}</p>
    ${actions.map(
      ({ id, label }, index) =>
        html`<vscode-button appearance=${index === 0 ? first : 'secondary'} @click=${() => act?.(id)}
          >${label}</vscode-button
        >`,
    )}
  </div>`;
}

/** What to be careful with. */
export function warnings(sentences: readonly string[]) {
  return sentences.map((sentence) => html`<p class="warning">${sentence}</p>`);
}
