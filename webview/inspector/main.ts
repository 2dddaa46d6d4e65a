import { html, LitElement } from 'lit';

/** The inspector page's one element. */
class BabelInspector extends LitElement {
  override render() {
    return html`<p>Language neurons</p>`;
  }
}

customElements.define('babel-inspector', BabelInspector);
