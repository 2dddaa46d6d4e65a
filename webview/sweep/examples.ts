import { html, nothing } from 'lit';
import type { ExampleText, SweepExample } from '../../src/protocol/sweep-page';
import { name } from './tables';

/** Prompts with what came of them: plain, steered, and under the random control. */
export function exampleList(examples: readonly SweepExample[]) {
  return html`<ul class="examples">
    ${examples.map(
      ({ source, target, prompt, plain, steered, control }) =>
        html`<li>
          <p class="prompt">
            <bdi lang=${source}>${prompt}</bdi>
            <span class="quiet">${name(source)} → ${name(target)}</span>
          </p>
          <dl>
            ${answer('plain', plain, undefined)} ${answer('steered', steered, target)}
            ${answer('control', control, undefined)}
          </dl>
        </li>`,
    )}
  </ul>`;
}

function answer(label: string, example: ExampleText | null, target: string | undefined) {
  if (!example) return nothing;
  const { text, written, finish } = example;
  return html`<dt>${label}</dt>
    <dd>
      <bdi lang=${written?.tag ?? nothing}>${text.trim() || html`<i>no text</i>`}</bdi>
      <span class="told">
        ${told(written, target)}${finish === 'not-a-number' ? ' · arithmetic broke' : ''}
      </span>
    </dd>`;
}

/** `✓ French .97`, `✗ Spanish .91`, `French .60, unsure`: only what is sure counts. */
function told(written: ExampleText['written'], target: string | undefined) {
  if (!written) return 'language unknown';
  const sure = written.confidence.toFixed(2);
  const reached = target !== undefined && written.tag === target;
  const sign =
    target === undefined || written.unsure
      ? nothing
      : reached
        ? html`<span aria-label="reached">✓ </span>`
        : html`<span aria-label="not reached">✗ </span>`;
  const title = `Identified as ${name(written.tag)}, confidence ${sure} of 1`;
  return html`<span title=${title}
    >${sign}${name(written.tag)} ${sure}${written.unsure ? html`, <b>unsure</b>` : nothing}</span
  >`;
}
