import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChatTemplate } from '../../../src/model/chat-template';
import { readGenerationDefaults } from '../../../src/model/generation';

describe('how a model folder says it generates', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'babelscope-model-'))));
  afterEach(() => rm(folder, { recursive: true }));
  const write = (file: string, content: unknown) =>
    writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));

  it('is greedily, where it says nothing', async () => {
    assert.deepEqual(await readGenerationDefaults(folder), {
      sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 },
      ends: [],
      best: undefined,
    });
  });

  it('is by sampling only where it says so, with Hugging Face’s numbers for what it leaves out', async () => {
    await write('generation_config.json', { temperature: 0.6, top_k: 20, eos_token_id: 2 });
    const greedy = await readGenerationDefaults(folder);
    assert.deepEqual([greedy.sampling.temperature, greedy.sampling.topK, greedy.ends], [0, 0, [2]]);
    await write('generation_config.json', { do_sample: true, top_p: 0.9, eos_token_id: [2, 32007] });
    const { sampling, ends } = await readGenerationDefaults(folder);
    assert.deepEqual(sampling, { temperature: 1, topK: 50, topP: 0.9, repetitionPenalty: 1, seed: 0 });
    assert.deepEqual(ends, [2, 32007]);
  });

  it('is not told by settings that are null, nor hidden by a byte order mark', async () => {
    await write('generation_config.json', '\ufeff{"do_sample": null, "eos_token_id": null, "top_k": null}');
    const { sampling, ends } = await readGenerationDefaults(folder);
    assert.deepEqual([sampling.temperature, sampling.topK, ends], [0, 0, []]);
  });

  it('is read from the current revision of an entry in the Hugging Face cache', async () => {
    const entry = join(folder, 'models--someone--tiny');
    await mkdir(join(entry, 'snapshots', '0123'), { recursive: true });
    await writeFile(join(entry, 'snapshots', '0123', 'generation_config.json'), '{"eos_token_id": 7}');
    await writeFile(join(entry, 'snapshots', '0123', 'chat_template.jinja'), '\ufeffwords');
    assert.deepEqual((await readGenerationDefaults(entry)).ends, [7]);
    assert.equal((await readChatTemplate(entry, {}))?.source, 'words');
  });

  it('names the best setting known for it', async () => {
    const best = { method: 'diffmean', layers: [20, 20], strength: 5 };
    await write('steering.json', { ...best, from: 'a sweep' });
    assert.deepEqual((await readGenerationDefaults(folder)).best, best);
  });

  const broken: [string, unknown][] = [
    ['generation_config.json', '{'],
    ['generation_config.json', { eos_token_id: 'two' }],
    ['steering.json', { method: 'magic', layers: [1, 1], strength: 1 }],
    ['steering.json', { method: 'add', layers: [-1, 1], strength: 1 }],
    ['steering.json', { method: 'add', layers: [0, 1] }],
  ];
  for (const [file, content] of broken) {
    it(`is refused in a sentence where ${file} is ${JSON.stringify(content)}`, async () => {
      await write(file, content);
      await assert.rejects(readGenerationDefaults(folder), {
        code: 'model-broken',
        message: new RegExp(`${file} .* malformed .*delete it`),
      });
    });
  }
});
