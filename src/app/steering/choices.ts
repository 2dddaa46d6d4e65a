import type { LayerRange } from '../../steering/layer-range';
import type { SteeringOptions } from '../../steering/options';
import type { SteeringChoices } from '../../steering/choices';
import { bestSettings, repetitionPenalty } from '../../steering/settings';

/**
 * A first run that works: of many beginnings, one that the bundled model leaves for French, Japanese, Russian and
 * Chinese alike, each measured at the default setting.
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

/** What a person has chosen before any model was there to choose for, such as the prompt. */
export function chosenAlready(choices: SteeringChoices): Partial<SteeringChoices> {
  const names = Object.keys(choices) as (keyof SteeringChoices)[];
  const chosen = names.filter((name) => JSON.stringify(choices[name]) !== JSON.stringify(noChoices[name]));
  return Object.fromEntries(chosen.map((name) => [name, choices[name]]));
}

/** The best setting known for the model, from English to another language where it has them, always the same. */
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
 * Choices made for one model, for another: what a person wrote and which languages they want stay, as far as the
 * other model knows them; how to get there is its own best setting.
 */
export function choicesForOther(options: SteeringOptions, before: SteeringChoices): SteeringChoices {
  const first = firstChoices(options);
  const { prompt, maxTokens, stop } = before;
  const [off, on] = [before.off, before.on].map((tags) => known(options, tags));
  return { ...first, prompt, maxTokens, stop, ...(on.length > 0 ? { off, on } : {}) };
}

/** The same choices for the same model, whose neurons may have become others: nothing in them is out of range. */
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
