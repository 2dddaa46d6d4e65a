import { html, nothing, svg } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { SteeringRun } from '../../src/protocol/steering-page';
import { cssColour, languageColour } from '../../src/view/colours';
import { formatAmount } from '../../src/view/format';
import { warnings } from '../kit/notices';
import type { Palette } from '../kit/palette';
import type { Fact } from './answer-facts';
import { finishFact, fluencyFact, languageFact, speedFact, steeringLabel } from './answer-facts';
import { endOfPrompt } from './answer-pieces';
import { answerText, spokenActivity } from './answer-text';
import type { SteeringStore } from './store';

interface AnswerView {
  run: SteeringRun;
  side: 'plain' | 'steered';
  palette: Palette;
  /** Height of the text that stood here before, kept free while this one comes: nothing below jumps. */
  room: number;
  store: SteeringStore;
}

/** One of the two answers: its text, what is known of it, and what went wrong. */
export function answerCard({ run, side, palette, room, store }: AnswerView) {
  const answer = run[side];
  const { generation, text, state, failure } = answer;
  const busy = state === 'waiting' || state === 'streaming';
  const label = side === 'plain' ? '' : steeringLabel(run.choices);
  const prompt = endOfPrompt(run.choices.prompt);
  const partsAt = run.partsAt;
  return html`<section class="answer" data-side=${side} aria-labelledby=${`${side}-title`}>
    <h2>
      <span id=${`${side}-title`}
        >${side === 'plain' ? 'Plain' : 'Steered'}${label ? html`<span class="quiet"> · ${label}</span>` : nothing}</span
      >
      ${
        side === 'plain' && text !== ''
          ? html`<button
              class="link"
              title="Put the plain answer behind the selection of the active editor"
              @click=${() => store.insert('plain')}
            >
              Insert Plain
            </button>`
          : nothing
      }
    </h2>
    <div class="card">
      <div
        class=${palette.highContrast ? 'text loud' : 'text'}
        aria-busy=${busy}
        .style=${busy && room > 0 ? `min-height: ${String(room)}px` : ''}
      >
        ${guard([prompt, text, generation, partsAt, palette, busy], () =>
          answerText({ prompt, text, generation, partsAt, palette, streaming: busy }),
        )}
      </div>
      ${generation ? html`<p class="spoken">${spokenActivity(generation)}</p>` : nothing}
      ${generation?.changedAt === -1 ? html`<p class="nothing">The intervention changed nothing.</p>` : nothing}
      ${
        failure
          ? html`<div class="failed" role="alert">
              <p>${failure.message}</p>
              ${failure.actions.map(
                ({ id, label: name }) =>
                  html`<vscode-button appearance="secondary" @click=${() => store.runAction(id)}
                    >${name}</vscode-button
                  >`,
              )}
            </div>`
          : nothing
      }
      ${warnings(generation?.warnings ?? [])} ${footer(view(answer, side), palette)}
    </div>
  </section>`;
}

interface Footer {
  start: (Fact & { tag?: string })[];
  end: Fact | undefined;
}

/** A line that is there from the start: nothing moves when it fills. */
function view(answer: SteeringRun['plain'], side: AnswerView['side']): Footer {
  const { state, tokens, generation } = answer;
  if (!generation) {
    const text = state === 'waiting' ? 'waiting' : formatAmount(tokens, 'token');
    return { start: [{ text, title: '' }], end: undefined };
  }
  const facts = [
    languageFact(answer),
    side === 'steered' ? fluencyFact(answer) : undefined,
    finishFact(generation),
  ];
  return { start: facts.filter((fact) => fact !== undefined), end: speedFact(generation) };
}

function footer({ start, end }: Footer, palette: Palette) {
  return html`<footer>
    <span
      >${start.map(
        ({ text, title, tag }, index) =>
          html`${index > 0 ? ' · ' : nothing}<span class="fact" title=${title || nothing}
              >${tag ? dot(tag, palette) : nothing}${text}</span
            >`,
      )}</span
    >
    ${end ? html`<span class="fact" title=${end.title}>${end.text}</span>` : nothing}
  </footer>`;
}

function dot(tag: string, palette: Palette) {
  return html`<svg class="dot" viewBox="0 0 8 8" aria-hidden="true">
    ${svg`<circle cx="4" cy="4" r="4" fill=${cssColour(languageColour(tag, palette.kind))}></circle>`}
  </svg>`;
}
