import assert from 'node:assert/strict';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import { readGraph } from '../../../src/graph/file';
import { bundledModel } from '../../../src/model/catalogue';
import type { ModelReference } from '../../../src/model/reference';
import type { Inspection } from '../../../src/protocol/engine';

const thresholds = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };
const bundled = bundledModel(resolve('.'));

function startSupervisor(storage: string): Supervisor {
  return createSupervisor({
    engineFile: resolve('dist/engine.js'),
    storage,
    settings: () => ({ threads: 1, thresholds }),
    log: () => undefined,
  });
}

describe('the engine on the bundled model', () => {
  let storage: string;
  let supervisor: Supervisor;

  before(async () => {
    storage = await mkdtemp(join(tmpdir(), 'babelscope-'));
    supervisor = startSupervisor(storage);
  });
  after(async () => {
    supervisor.dispose();
    await rm(storage, { recursive: true, force: true });
  });

  const inspect = (texts: string[], options = {}) => supervisor.call(bundled, 'inspect', { texts }, options);
  /** Mean activity of a language over all tokens. */
  const mean = ({ languages, activity, ids }: Inspection, language: string) => {
    const k = languages.indexOf(language);
    return ids.reduce((sum, _, pos) => sum + activity[pos * languages.length + k], 0) / ids.length;
  };

  it('opens with neurons for every language', async () => {
    const opened = await supervisor.open(bundled);
    assert.equal(opened.languages.length, 10);
    assert.deepEqual(opened.warnings, []);
    assert.ok(
      opened.neurons.every((count) => count > 0),
      opened.neurons.join(),
    );
  });

  it('finds each language’s neurons busiest in that language', async () => {
    const sample = await readFile('media/sample/multilingual.md', 'utf8');
    assert.ok(sample.length > 500);
    const texts: Record<string, string> = {
      en: 'When the rain stopped, we opened the windows and went back to work in the garden.',
      fr: 'Quand la pluie a cessé, nous avons ouvert les fenêtres et nous sommes retournés au jardin.',
      de: 'Als der Regen aufhörte, öffneten wir die Fenster und gingen wieder in den Garten.',
      ja: '雨がやんだので、私たちは窓を開けて庭の仕事に戻りました。',
      zh: '雨停了，我们打开窗户，又回到花园里去工作了。',
      ru: 'Когда дождь прекратился, мы открыли окна и вернулись к работе в саду.',
      ar: 'عندما توقف المطر فتحنا النوافذ وعدنا إلى العمل في الحديقة.',
    };
    for (const [language, text] of Object.entries(texts)) {
      const inspection = await inspect([text]);
      const order = [...inspection.languages].sort((a, b) => mean(inspection, b) - mean(inspection, a));
      assert.equal(order[0], language, `${text}: ${order.join(' ')}`);
    }
  });

  it('gives every token the range of the text it came from', async () => {
    const text = 'Bonjour, where is 駅? 👩‍👩‍👧 \ud800 مرحبا\r\n\tनमस्ते';
    const { start, end } = await inspect([text]);
    assert.equal(start[0], 0);
    assert.equal(end[end.length - 1], text.length);
    start.forEach((from, pos) => {
      assert.ok(from < end[pos]);
      if (pos > 0) assert.ok(from <= end[pos - 1], 'no gap');
    });
  });

  it('reads each selection on its own', async () => {
    const [one, other] = ['Le musée ouvre à neuf heures.', 'Музей открывается в девять часов.'];
    const together = await inspect([one, other]);
    const alone = await inspect([other]);
    const first = together.text.indexOf(1);
    assert.deepEqual(together.start.slice(first), alone.start);
    assert.deepEqual(together.share.slice(first * together.languages.length), alone.share);
  });

  it('gives a token the same numbers alone and after a long text in the windows before', async () => {
    const long = 'Le musée ouvre à neuf heures. '.repeat(120);
    const progress: number[] = [];
    const inspection = await inspect([long], {
      onProgress: ({ done }: { done: number }) => progress.push(done),
    });
    assert.ok(inspection.ids.length > 1000, `${inspection.ids.length} tokens`);
    assert.ok(progress.length > 1);
    assert.equal(progress.at(-1), inspection.ids.length);
    assert.ok(mean(inspection, 'fr') > mean(inspection, 'ru'));
  });

  it('refuses nothing to read, and more than it can show, in a sentence', async () => {
    await assert.rejects(inspect(['']), { code: 'empty-selection' });
    await assert.rejects(inspect([]), { code: 'empty-selection' });
    await assert.rejects(inspect([' \n\t ', '']), { code: 'empty-selection' });
    await assert.rejects(inspect(['word '.repeat(5000)]), {
      code: 'selection-too-long',
      message: /4,000 tokens/,
    });
    await assert.rejects(inspect(['x'.repeat(10_000_000)]), { code: 'selection-too-long' });
  });

  it('stops between windows when it is cancelled, and goes on with the next run', async () => {
    const abort = new AbortController();
    const run = inspect(['Le musée ouvre à neuf heures. '.repeat(300)], {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await assert.rejects(run, { code: 'cancelled' });
    assert.ok((await inspect(['Bonjour'])).ids.length > 0);
  });

  it('tells a token’s layers, strongest neurons and likely successors', async () => {
    const { id, languages, layers } = await inspect(['The museum opens at nine. Le musée ouvre à']);
    const detail = await supervisor.call(bundled, 'tokenDetail', { inspection: id, token: 8, top: 6 });
    assert.equal(detail.layerActivity.length, layers * languages.length);
    assert.ok(detail.next.length === 6 && detail.next[0].probability <= 1);
    const probabilities = detail.next.map(({ probability }) => probability);
    assert.deepEqual(
      probabilities,
      [...probabilities].sort((a, b) => b - a),
    );
    assert.ok(detail.neurons.length > 0 && detail.neurons.length <= 6);
    for (const neuron of detail.neurons) {
      assert.ok(neuron.activation > 0);
      assert.ok(neuron.languages.length > 0);
      assert.equal(neuron.probability.length, languages.length);
    }
  });

  it('says so when a result is asked for that is gone', async () => {
    const { id } = await inspect(['Bonjour']);
    await assert.rejects(supervisor.call(bundled, 'tokenDetail', { inspection: id, token: 9999, top: 1 }), {
      code: 'result-gone',
    });
    await assert.rejects(supervisor.call(bundled, 'tokenDetail', { inspection: id - 5, token: 0, top: 1 }), {
      code: 'result-gone',
    });
  });
});

/** Where the bytes of the file's largest tensor are. */
async function largestTensor(file: string): Promise<{ offset: number; length: number }> {
  const { model } = await readGraph(file);
  const places = model.graph!.initializer.map(({ externalData }) => {
    const entry = (key: string) =>
      Number(externalData.find((candidate) => candidate.key === key)?.value ?? 0);
    return { offset: entry('offset'), length: entry('length') };
  });
  return places.reduce((largest, place) => (place.length > largest.length ? place : largest));
}

describe('a model folder that cannot be used', () => {
  let folder: string;
  let supervisor: Supervisor;

  /** The bundled model, linked file by file into a folder of its own, so that one file can be spoilt. */
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-'));
    for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
      await symlink(join(bundled.folder, file), join(folder, file));
    }
    await cp(join(bundled.folder, 'onnx'), join(folder, 'onnx'), { recursive: true });
    supervisor = startSupervisor(join(folder, 'storage'));
  });
  afterEach(async () => {
    supervisor.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const model = (): ModelReference => ({ name: 'spoilt', folder, atlas: bundled.atlas, origin: 'folder' });
  const replace = async (file: string, content: string | Uint8Array) => {
    await rm(join(folder, file));
    await writeFile(join(folder, file), content);
  };

  it('gets its variants once, and those that an older Babelscope or a forgotten model left are removed', async () => {
    const variants = join(folder, 'storage', 'variants');
    const [outdated, forgotten] = [join(variants, '0123-4567-0'), join(variants, '0123-4567-1')];
    for (const left of [outdated, forgotten]) await mkdir(left, { recursive: true });
    const longAgo = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    await utimes(forgotten, longAgo, longAgo);
    await supervisor.open(model());
    const [own, ...others] = await readdir(variants);
    assert.deepEqual(others, []);
    const written = (await stat(join(variants, own, 'inspect.onnx'))).mtimeMs;
    assert.ok((await readdir(join(variants, own))).includes('proven'));
    supervisor.stop(model());
    await supervisor.open(model());
    assert.equal((await stat(join(variants, own, 'inspect.onnx'))).mtimeMs, written);
  });

  it('opens while nothing is spoilt', async () => {
    assert.equal((await supervisor.open(model())).layers, 8);
  });

  const cases: [string, () => Promise<unknown>, string][] = [
    ['is not there', () => rm(folder, { recursive: true }), 'model-missing'],
    ['holds no graph', () => rm(join(folder, 'onnx'), { recursive: true }), 'model-missing'],
    ['holds a graph cut in half', () => truncate(join(folder, 'onnx/model.onnx'), 9_000_000), 'model-broken'],
    [
      'holds a graph cut to a few bytes',
      () => truncate(join(folder, 'onnx/model.onnx'), 100),
      'model-broken',
    ],
    ['holds an empty graph', () => truncate(join(folder, 'onnx/model.onnx'), 0), 'model-broken'],
    [
      'holds a text file named .onnx',
      () => replace('onnx/model.onnx', 'Not a model.\n'.repeat(99)),
      'model-broken',
    ],
    ['has no tokenizer', () => rm(join(folder, 'tokenizer.json')), 'tokenizer-broken'],
    ['has a malformed tokenizer', () => replace('tokenizer.json', '{"model":'), 'tokenizer-broken'],
    [
      'has a tokenizer that is none',
      () => replace('tokenizer.json', '{"version":"1.0"}'),
      'tokenizer-broken',
    ],
    ['has no config', () => rm(join(folder, 'config.json')), 'model-broken'],
    [
      'has a config of another model',
      () => replace('config.json', '{"num_hidden_layers":12}'),
      'model-broken',
    ],
  ];
  for (const [what, spoil, code] of cases) {
    it(`and ${what} is refused in one sentence with a next step`, async () => {
      await spoil();
      await assert.rejects(supervisor.open(model()), (error: Error & { code: string }) => {
        assert.equal(error.code, code, error.message);
        assert.match(error.message, /\. .+\.$|[.:;,] .+\.$/);
        assert.ok(error.message.length < 400, error.message);
        return true;
      });
    });
  }

  it('is told apart from the model of the atlas', async () => {
    const file = join(folder, 'onnx/model.onnx');
    const bytes = await readFile(file);
    // The largest tensor moves a little everywhere, as in tuning: the same shape, another model.
    const { offset, length } = await largestTensor(file);
    for (let at = offset; at < offset + length; at += 500) bytes[at] ^= 1;
    await writeFile(file, bytes);
    await assert.rejects(supervisor.open(model()), { code: 'atlas-other-model', message: /Count it again/ });
  });

  it('works, but cannot be inspected, without an atlas', async () => {
    const bare = { ...model(), atlas: undefined };
    assert.deepEqual((await supervisor.open(bare)).languages, []);
    await assert.rejects(supervisor.call(bare, 'inspect', { texts: ['Bonjour'] }), {
      code: 'atlas-missing',
      message: /babelscope count/,
    });
  });

  it('is refused when the storage cannot be written, and opens once it can', async () => {
    await writeFile(join(folder, 'storage'), 'a file where a folder should be');
    await assert.rejects(supervisor.open(model()), { code: 'storage-unwritable', message: /try again/ });
    await rm(join(folder, 'storage'));
    assert.equal((await supervisor.open(model())).layers, 8);
  });
});
