import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { SteeringOptions } from '../../src/steering/options';
import type { SteeringChoices } from '../../src/steering/choices';
import type { SteeringMethod } from '../../src/steering/methods';
import { steeringMethod, steeringMethods } from '../../src/steering/methods';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from '../kit/palette';
import { barrenLanguages, chooseMethod, stanceOf, turnLanguage } from './choices';
import { fieldValue } from '../kit/field-value';
import { numberField } from '../kit/number-field';
import type { SteeringStore } from './store';

export interface FormView {
  choices: SteeringChoices;
  options: SteeringOptions;
  /** Of the options' languages. */
  palette: Palette;
  store: SteeringStore;
}

/** What the model is given to go on from. The text area takes its name from its content once, and by the label after. */
export function promptField(choices: SteeringChoices, store: SteeringStore, inChat: boolean) {
  return html`<div class="prompt-field">
    <vscode-text-area
      rows="3"
      resize="vertical"
      aria-label=${inChat ? 'Prompt · as a chat message' : 'Prompt'}
      ${fieldValue(choices.prompt)}
      @input=${(event: Event) => {
        const prompt = (event.target as HTMLTextAreaElement).value;
        store.edit((now) => ({ ...now, prompt }));
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        store.generate();
      }}
      >Prompt${inChat ? html`<span class="quiet"> · as a chat message</span>` : nothing}</vscode-text-area
    >
    <button
      class="link"
      title="Take the editor’s selection, or its paragraph, as the prompt"
      @click=${store.promptFromEditor}
    >
      From Editor
    </button>
  </div>`;
}

/** Languages, method, strength and layers. */
export function steeringFields(view: FormView) {
  const { choices, options, palette, store } = view;
  const method = steeringMethod(choices.method);
  return html`
    ${method.acts === 'picked' ? pickedNeurons(view) : options.languages.length > 0 ? languages(view) : nothing}
    <div class="field">
      <h2 id="method-title">Method</h2>
      <vscode-dropdown
        aria-labelledby="method-title"
        title=${method.explanation}
        .value=${live(choices.method)}
        @change=${(event: Event) => {
          const next = (event.target as HTMLSelectElement).value as SteeringMethod;
          store.edit((now) => (now.method === next ? now : chooseMethod(now, next, options)));
        }}
      >
        ${steeringMethods
          .filter(({ id, acts }) => acts !== 'picked' || choices.neurons.length > 0 || id === choices.method)
          .map(
            ({ id, name }) =>
              html`<vscode-option value=${id} ?selected=${id === choices.method}>${name}</vscode-option>`,
          )}
      </vscode-dropdown>
    </div>
    ${
      method.acts === 'picked'
        ? nothing
        : html`<div class="sliders">
            ${method.strength ? strength(view, method.strength) : nothing}${layers(view)}
          </div>`
    }
  `;

  function languages({ choices }: FormView) {
    return html`<div class="field">
      <h2>
        Languages
        <span class="quiet">· ${method.hasOn ? 'click: on, again: off' : 'click: off'}</span>
      </h2>
      <babel-language-chips
        .tags=${options.languages}
        .stances=${options.languages.map((tag) => stanceOf(choices, tag))}
        .barren=${barrenLanguages(choices, options)}
        .palette=${palette}
        @language-turn=${({ detail: { tag } }: CustomEvent<{ tag: string }>) => {
          store.edit((now) => turnLanguage(now, tag));
          store.say(`${describeLanguage(tag).name}, ${stanceOf(store.state.choices ?? choices, tag)}`);
        }}
      ></babel-language-chips>
    </div>`;
  }
}

function strength({ choices, store }: FormView, range: { most: number; unit: string }) {
  const set = (value: number) => store.edit((now) => ({ ...now, strength: value }), true);
  return html`<div class="slider">
    <label for="strength" title=${range.unit}>Strength</label>
    ${numberField({ id: 'strength', label: 'Strength', value: choices.strength, step: 0.1, set })}
    <input
      type="range"
      aria-label="Strength, by slider"
      min="0"
      max=${Math.max(range.most, Math.ceil(choices.strength))}
      step="0.1"
      .value=${live(String(choices.strength))}
      @input=${(event: Event) => set((event.target as HTMLInputElement).valueAsNumber)}
    />
  </div>`;
}

function layers({ choices, options, store }: FormView) {
  const [first, last] = choices.layers;
  return html`<div class="slider">
    <span>Layers</span>
    <output>${first === last ? first : `${String(first)}–${String(last)}`}</output>
    <babel-range-slider
      .most=${options.layers - 1}
      .range=${choices.layers}
      .labels=${['First layer', 'Last layer']}
      @range-change=${({ detail: { range } }: CustomEvent<{ range: [number, number] }>) =>
        store.edit((now) => ({ ...now, layers: range }))}
    ></babel-range-slider>
  </div>`;
}

function pickedNeurons({ choices, store }: FormView) {
  return html`<div class="field">
    <h2>Neurons <span class="quiet">· switched off</span></h2>
    ${
      choices.neurons.length === 0
        ? html`<p class="quiet">None is picked. Pick neurons in the inspector.</p>`
        : html`<ul class="picked">
            ${choices.neurons.map(
              ({ layer, index }) =>
                html`<li>
                  <button
                    title=${`Leave out neuron ${String(index)} of layer ${String(layer)}`}
                    @click=${() =>
                      store.edit((now) => ({
                        ...now,
                        neurons: now.neurons.filter(
                          (other) => other.layer !== layer || other.index !== index,
                        ),
                      }))}
                  >
                    ${layer} · ${index}<span aria-hidden="true">×</span
                    ><span class="spoken">, leave out</span>
                  </button>
                </li>`,
            )}
          </ul>`
    }
  </div>`;
}
