import { html, nothing } from 'lit';

interface Header {
  title: unknown;
  /** What is shown, on one line. */
  about?: string;
  /** What can be done with it. */
  tools?: unknown;
}

/** The head of a page. */
export function pageHeader({ title, about, tools = nothing }: Header) {
  return html`<header>
    <h1>${title}</h1>
    ${about ? html`<p class="about" title=${about}>${about}</p>` : nothing} ${tools}
  </header>`;
}
