import type { LayerRange } from '../../steering/layer-range';
import type { SteeringOptions } from '../../steering/options';
import type { SteeringChoices } from '../../steering/choices';
import { bestSettings, repetitionPenalty } from '../../steering/settings';

/**
 * A first prompt that works: of many sentence openings, one that the bundled model leaves for French,
 * Japanese, Russian and Chinese alike, each measured at the default setting.
 */
const firstPrompt = 'She opened the window and';

/** What the controls show before a model is loaded. */
export const noChoices: SteeringChoices = {
  prompt: firstPrompt,
  chat: false,
  off: [],
  on: [],
  method: 'diffmean',
  strength: 1,
  layers: [0, 0],
  value: 0,
  shared: 'off-then-on',
  dimensions: 20,
  neurons: [],
  control: false,
  sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty, seed: 0 },
  maxTokens: 40,
  stop: [],
};

/** What the user chose before any model was loaded, such as the prompt. */
export function chosenAlready(choices: SteeringChoices): Partial<SteeringChoices> {
  const names = Object.keys(choices) as (keyof SteeringChoices)[];
  const chosen = names.filter((name) => JSON.stringify(choices[name]) !== JSON.stringify(noChoices[name]));
  return Object.fromEntries(chosen.map((name) => [name, choices[name]]));
}

/** The best known setting for the model, from English to another language if it has them; always the same. */
export function firstChoices(options: SteeringOptions): SteeringChoices {
  const { languages } = options;
  const off = languages.includes('en') ? ['en'] : [];
  const on = languages.includes('fr') ? ['fr'] : languages.filter((tag) => !off.includes(tag)).slice(0, 1);
  return {
    ...noChoices,
    ...bestSettings(options),
    off,
    on,
  };
}

/**
 * Choices made for one model, adapted to another: what the user wrote and the languages they want stay, as
 * far as the other model knows them; method and strength come from the other model's own best setting.
 */
export function choicesForOther(options: SteeringOptions, before: SteeringChoices): SteeringChoices {
  const first = firstChoices(options);
  const { prompt, maxTokens, stop } = before;
  const [off, on] = [before.off, before.on].map((tags) => known(options, tags));
  return { ...first, prompt, maxTokens, stop, ...(on.length > 0 ? { off, on } : {}) };
}

/**
 * The same choices for the same model, whose neurons may have changed, with everything brought into range.
 */
export function choicesWithin(options: SteeringOptions, choices: SteeringChoices): SteeringChoices {
  const last = options.layers - 1;
  const [from, to] = choices.layers.map((layer) => Math.min(layer, last)).sort((a, b) => a - b);
  const layers: LayerRange = [from, to];
  return {
    ...choices,
    chat: choices.chat && options.chat,
    off: known(options, choices.off),
    on: known(options, choices.on),
    layers,
    neurons: choices.neurons.filter(({ layer, index }) => layer <= last && index < options.dMlp),
  };
}

function known({ languages }: SteeringOptions, tags: readonly string[]): string[] {
  return tags.filter((tag) => languages.includes(tag));
}
