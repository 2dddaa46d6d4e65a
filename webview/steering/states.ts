import { html } from 'lit';
import { steeringMethod } from '../../src/steering/methods';
import { startersIn } from './starters';
import type { FormView } from './form';

/** The shape of what is coming while the model is loaded. */
export function waiting(loading: boolean) {
  const widths = [44, 40, 42, 42, 40, 40, 40, 40, 42];
  return html`<div class="waiting">
    <p class="quiet" role="status">${loading ? 'Loading the model…' : 'The model is not loaded yet.'}</p>
    <div aria-hidden="true">
      <div class="bones">${widths.map((width) => html`<i .style=${`width: ${String(width)}px`}></i>`)}</div>
      <div class="bones"><i class="bar"></i></div>
      <div class="bones"><i class="line"></i></div>
      <div class="bones"><i class="line"></i></div>
      <div class="bones"><i class="bar"></i></div>
    </div>
  </div>`;
}

/** Nothing has been generated yet: how to begin, and something to begin with. */
export function noRunYet({ choices, store }: FormView) {
  const { tag, prompts } = startersIn(choices.off[0]);
  const { acts, hasOn } = steeringMethod(choices.method);
  const ready = acts === 'picked' || (hasOn ? choices.on : choices.off).length > 0;
  const hint = ready
    ? 'Generate, or begin with one of these:'
    : `Switch a language ${hasOn ? 'on' : 'off'}, or begin with:`;
  return html`<section class="begin" aria-label="How to begin">
    <p class="quiet">${hint}</p>
    <ul lang=${tag}>
      ${prompts.map(
        (prompt) =>
          html`<li>
            <button class="starter" @click=${() => store.edit((now) => ({ ...now, prompt }))}>
              <bdi>${prompt}</bdi><span aria-hidden="true">…</span>
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}
