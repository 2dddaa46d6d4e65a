import type { Generation } from '../../../src/protocol/generation';
import type { SteeringOptions } from '../../../src/steering/options';
import type { Answer, RunSummary, SteeringRun, SteeringSnapshot } from '../../../src/protocol/steering-page';
import type { SteeringChoices } from '../../../src/steering/choices';

/** Made-up answers over real sentences: enough to look at and to click on, and nothing to conclude from. */

const steeringLanguages = ['en', 'fr', 'es', 'de', 'zh', 'ja', 'vi', 'id', 'ru'];

export const sampleOptions: SteeringOptions = {
  languages: steeringLanguages,
  neurons: [12, 14, 11, 13, 21, 18, 0, 9, 16],
  layers: 8,
  dModel: 192,
  dMlp: 2048,
  context: 512,
  best: { method: 'diffmean', layers: [3, 6], strength: 1.2, known: true },
  sampling: { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1, seed: 0 },
  chat: false,
};

export const sampleChoices: SteeringChoices = {
  prompt: 'When the rain stopped, we',
  chat: false,
  off: ['en'],
  on: ['fr'],
  method: 'diffmean',
  strength: 1.2,
  layers: [3, 6],
  value: 0,
  shared: 'off-then-on',
  dimensions: 48,
  neurons: [],
  control: false,
  sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 },
  maxTokens: 48,
  stop: [],
};

/** A finished generation whose tokens are led by `language`; the same arguments give the same numbers. */
export function sampleGeneration(
  text: string,
  language: string,
  change: Partial<Generation> = {},
): Generation {
  const pieces = text.match(
    / ?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\s?[\p{L}\p{M}]{1,5}|\s|[^\s]/gu,
  );
  const tokens = pieces ?? [];
  const start: number[] = [];
  const end: number[] = [];
  let at = 0;
  for (const token of tokens) {
    start.push(at);
    end.push((at += token.length));
  }
  const lead = steeringLanguages.indexOf(language);
  const activity = tokens.flatMap((_, token) =>
    steeringLanguages.map((_, k) => (k === lead ? 0.45 + 0.5 * Math.abs(Math.sin(token * 2.4)) : 0.02 * k)),
  );
  return {
    promptIds: Int32Array.of(5, 6, 7),
    ids: Int32Array.from(tokens, (_, i) => i + 10),
    text,
    start: Uint32Array.from(start),
    end: Uint32Array.from(end),
    logProbability: Float32Array.from(tokens, (_, i) => -0.2 - ((i * 7) % 10) / 5),
    plainLogProbability: Float32Array.from(tokens, (_, i) => -0.4 - ((i * 7) % 10) / 5),
    languages: steeringLanguages,
    activity: Float32Array.from(activity),
    share: Float32Array.from(activity),
    finish: 'length',
    changedAt: null,
    touched: { neurons: 0, residual: 0 },
    firstTokenMilliseconds: 31,
    tokensPerSecond: 118,
    warnings: [],
    ...change,
  };
}

export function sampleAnswer(text: string, language: string, change: Partial<Answer> = {}): Answer {
  const generation = sampleGeneration(text, language);
  return {
    state: 'done',
    text,
    tokens: generation.ids.length,
    generation,
    failure: undefined,
    language: { tag: language, confidence: 0.97, unsure: false },
    relativePerplexity: 1,
    ...change,
  };
}

/** An answer with no token yet, or with what has come so far. */
export function openAnswer(text = ''): Answer {
  return {
    state: text ? 'streaming' : 'waiting',
    text,
    tokens: text ? text.split(' ').length : 0,
    generation: undefined,
    failure: undefined,
    language: undefined,
    relativePerplexity: undefined,
  };
}

const plainText = ' went back to the house and opened the windows.';
const frenchText = ' sommes retournés à la maison et avons ouvert les fenêtres.';

export function sampleRun(change: Partial<SteeringRun> = {}): SteeringRun {
  const french = sampleGeneration(frenchText, 'fr', {
    changedAt: 0,
    touched: { neurons: 0, residual: 768 },
    tokensPerSecond: 116,
  });
  return {
    id: 1,
    choices: sampleChoices,
    plain: sampleAnswer(plainText, 'en', { language: { tag: 'en', confidence: 0.99, unsure: false } }),
    steered: sampleAnswer(frenchText, 'fr', { generation: french, relativePerplexity: 1.4 }),
    partsAt: 1,
    ...change,
  };
}

const sampleHistory: RunSummary[] = [
  { id: 9, prompt: 'The weather today is', label: 'en off, ja on · DiffMean 1', steered: 'とても良いです。' },
  { id: 8, prompt: 'The weather today is', label: 'en off, ar on · DiffMean 2', steered: 'جميل جدا' },
  {
    id: 7,
    prompt: 'My grandmother always',
    label: 'en off, ru on · LAPE additive 1.5',
    steered: 'говорила, что',
  },
];

export function sampleSteering(change: Partial<SteeringSnapshot> = {}): SteeringSnapshot {
  return {
    experiment: undefined,
    model: 'babelscope-10l',
    options: sampleOptions,
    failure: undefined,
    loading: false,
    choices: sampleChoices,
    choicesVersion: 1,
    choicesFrom: 'person',
    run: sampleRun(),
    history: sampleHistory,
    ...change,
  };
}
