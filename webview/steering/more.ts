import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { SteeringChoices } from '../../src/steering/choices';
import { steeringMethod } from '../../src/steering/methods';
import { parseStops, writeStops } from './choices';
import type { FormView } from './form';
import { numberField } from '../kit/number-field';

const sharedNames: readonly [SteeringChoices['shared'], string][] = [
  ['off-then-on', 'Off, then on'],
  ['off', 'Off'],
  ['on', 'On'],
  ['untouched', 'Untouched'],
];

/** What most users never change: how neurons are switched off, the control, and how tokens are drawn. */
export function moreFields({ choices, options, store }: FormView, open: boolean) {
  const { sampling } = choices;
  const method = steeringMethod(choices.method);
  const edit = (change: Partial<SteeringChoices>) => store.edit((now) => ({ ...now, ...change }));
  const sample = (change: Partial<typeof sampling>) =>
    store.edit((now) => ({ ...now, sampling: { ...now.sampling, ...change } }));
  return html`<details
    class="more"
    ?open=${open}
    @toggle=${(event: Event) => store.disclose('more', (event.target as HTMLDetailsElement).open)}
  >
    <summary>More</summary>
    <div class="fields">
      ${
        options.chat
          ? html`<vscode-checkbox
              class="chat"
              title="Puts the prompt into the model’s chat template, as a message to answer; otherwise the model goes on with the prompt as it is"
              .checked=${choices.chat}
              @change=${(event: Event) => {
                const chat = (event.target as HTMLInputElement).checked;
                store.edit((now) => (now.chat === chat ? now : { ...now, chat }));
              }}
              >As a chat</vscode-checkbox
            >`
          : nothing
      }
      ${
        method.acts !== 'residual'
          ? row('value', 'Switched off to', 'Activation of a neuron that is off: 0, or below', {
              value: choices.value,
              step: 0.1,
              set: (value) => edit({ value }),
            })
          : nothing
      }
      ${
        method.acts === 'neurons' && method.hasOn
          ? html`<div class="row wide">
              <span title="Neurons of both a language that is off and one that is on">Shared neurons</span>
              <vscode-dropdown
                aria-label="Shared neurons"
                .value=${live(choices.shared)}
                @change=${(event: Event) => {
                  const shared = (event.target as HTMLSelectElement).value as SteeringChoices['shared'];
                  store.edit((now) => (now.shared === shared ? now : { ...now, shared }));
                }}
              >
                ${sharedNames.map(
                  ([value, name]) =>
                    html`<vscode-option value=${value} ?selected=${value === choices.shared}
                      >${name}</vscode-option
                    >`,
                )}
              </vscode-dropdown>
            </div>`
          : nothing
      }
      ${
        method.dimensions
          ? row('dimensions', 'Dimensions', `Coordinates that are moved, of ${String(options.dModel)}`, {
              value: choices.dimensions,
              least: 1,
              most: options.dModel,
              step: 1,
              set: (dimensions) => edit({ dimensions }),
            })
          : nothing
      }
      ${row('temperature', 'Temperature', '0 always takes the most probable token', {
        value: sampling.temperature,
        least: 0,
        step: 0.1,
        set: (temperature) => sample({ temperature }),
      })}
      ${row('top-k', 'Top-k', 'Draws from the k most probable tokens; 0: from all', {
        value: sampling.topK,
        least: 0,
        step: 1,
        set: (topK) => sample({ topK }),
      })}
      ${row('top-p', 'Top-p', 'Draws from the most probable tokens that together reach this; 1: from all', {
        value: sampling.topP,
        least: 0,
        most: 1,
        step: 0.05,
        set: (topP) => sample({ topP }),
      })}
      ${row('penalty', 'Repetition penalty', 'Makes tokens that are there already less probable; 1: none', {
        value: sampling.repetitionPenalty,
        least: 0.1,
        step: 0.1,
        set: (repetitionPenalty) => sample({ repetitionPenalty }),
      })}
      ${row('seed', 'Seed', 'The same seed draws the same numbers, plain and steered', {
        value: sampling.seed,
        least: 0,
        most: 0xffff_ffff,
        step: 1,
        set: (seed) => sample({ seed }),
      })}
      ${row('tokens', 'Tokens', 'Most tokens to generate', {
        value: choices.maxTokens,
        least: 1,
        most: options.context,
        step: 1,
        set: (maxTokens) => edit({ maxTokens }),
      })}
      <div class="row tall">
        <label for="stops" title="Generation ends before the first of these; \\n is a line break"
          >Stop at<span class="quiet"> · one per line</span></label
        >
        <textarea
          id="stops"
          rows="2"
          spellcheck="false"
          .value=${writeStops(choices.stop)}
          @change=${(event: Event) => edit({ stop: parseStops((event.target as HTMLTextAreaElement).value) })}
        ></textarea>
      </div>
      <vscode-checkbox
        title="Steers as many neurons drawn at random, or a random direction of the same length: what the languages alone do shows beside it"
        .checked=${choices.control}
        @change=${(event: Event) => {
          const control = (event.target as HTMLInputElement).checked;
          store.edit((now) => (now.control === control ? now : { ...now, control }));
        }}
        >Random control</vscode-checkbox
      >
    </div>
  </details>`;

  function row(
    id: string,
    label: string,
    title: string,
    field: Omit<Parameters<typeof numberField>[0], 'id' | 'label'>,
  ) {
    return html`<div class="row">
      <label for=${id} title=${title}>${label}</label>${numberField({ id, label, ...field })}
    </div>`;
  }
}
