/** Saved results that are all list: as long as the largest of which a person could have made one, and larger. */

const making = {
  formatVersion: 1,
  versions: { babelscope: '1', onnxruntime: '1' },
  date: '2026-01-01T00:00:00.000Z',
  model: { name: 'm', identity: 'i', layers: 1, dMlp: 10 },
};
const rates = { topRate: 0.1, filterRate: 0.1, activationBar: 0.1 };
const sampling = { temperature: 0, topK: 1, topP: 1, repetitionPenalty: 1, seed: 1 };
const choices = {
  ...{ prompt: '', off: [], on: [], method: 'add', strength: 1, layers: [0, 1], value: 1, shared: 'off' },
  ...{ dimensions: 1, neurons: [], control: false, sampling, maxTokens: 1, stop: [] },
};
/** As many values as a file may have, and as many lists. */
const [many, lists] = [3_990_000, 490_000];

function experiment(generation: object): string {
  const empty = { promptIds: [], ids: [], text: '', start: [], end: [], logProbability: [], share: [] };
  const rest = { plainLogProbability: [], languages: [], activity: [], finish: 'length', changedAt: null };
  const ends = {
    touched: { neurons: 0, residual: 0 },
    firstTokenMilliseconds: 1,
    tokensPerSecond: 1,
    warnings: [],
  };
  const answer = { text: '', tokens: 0 };
  return JSON.stringify({
    ...{ format: 'babelscope-experiment', ...making, settings: rates, choices },
    plain: { ...answer, generation: { ...empty, ...rest, ...ends, ...generation } },
    steered: answer,
  });
}

function ablation(more: object): string {
  return JSON.stringify({
    ...{ format: 'babelscope-ablation', ...making, thresholds: rates },
    ...{ settings: { tokensPerLanguage: 1, rowLength: 1, seed: 1 }, off: ['en'], measured: ['en'] },
    ...{ neurons: [1], tokens: [1], corpora: [], plain: [1], ablated: [1], draws: 1, control: [1] },
    ...{ changed: [true], warnings: [], ...more },
  });
}

function neurons(neurons: number[][][]): string {
  const rest = { source: 's', languages: ['en'], neurons };
  return JSON.stringify({ format: 'babelscope-neurons', ...making, ...rest });
}

/** By what they are. */
export const savedBombs: Record<string, () => string> = {
  'whose tokens have four million activities': () => experiment({ activity: Array(many).fill(0.123) }),
  'whose tokens have four million of what is no number': () =>
    experiment({ activity: Array(many).fill('Infinity') }),
  'with four million warnings': () => experiment({ warnings: Array(many).fill('') }),
  'of a sweep of 150,000 rows': () => {
    const written = { tag: 'en', confidence: 1, unsure: false };
    const row = { setting: null, source: 'en', target: null, prompt: 'p', text: 't', written, tokens: 1 };
    const rows = Array.from({ length: 150_000 }, (_, i) => ({
      id: `r${i}`,
      ...row,
      nll: 1,
      finish: 'l',
      changedAt: null,
    }));
    const rest = { thresholds: rates, sampling, maxTokens: 1, planned: 1, pairs: [], settings: [], rows };
    return JSON.stringify({ format: 'babelscope-sweep', ...making, ...rest });
  },
  'of four million neurons': () => neurons([[Array<number>(many).fill(7)]]),
  'of half a million layers': () => neurons([Array<number[]>(lists).fill([])]),
  'of four million changes': () => ablation({ changed: Array(many).fill(true) }),
  'of half a million files': () => {
    const files = Array(lists).fill({ name: '', bytes: 1, sha256: '' });
    return ablation({ corpora: [{ language: 'en', documents: 1, files }] });
  },
};
