import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chatWriter } from '../../../src/engine/chat';
import type { Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import { modelAt } from '../../../src/model/catalogue';
import { BabelscopeError } from '../../../src/rpc/failure';
import type { GenerateRequest } from '../../../src/protocol/generation';
import { endOfText, tinyModel, writeModel } from '../../tiny-model';

const writer = (source: string) =>
  chatWriter(resolve('dist/chat.js'), { source, specialTokens: { bos_token: '<s>' } }, 'mine');

describe('The thread that renders chat templates', () => {
  it('answers with the message in its template', async () => {
    const write = writer('{{ bos_token }}[{{ messages[0].content }}]');
    assert.equal(await write('Où est la gare ?'), '<s>[Où est la gare ?]');
    assert.equal(await write('駅'), '<s>[駅]');
  });

  const hostile: [string, string, RegExp][] = [
    [
      'loops without end',
      '{% for i in range(1000000) %}{% for j in range(1000000) %}{% endfor %}{% endfor %}',
      /too long|too much memory/,
    ],
    ['counts to a billion', '{% set x = range(1000000000) %}', /too long|too much memory/],
    [
      'doubles a list without end',
      '{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}',
      /too long|too much memory/,
    ],
    [
      'doubles a text without end',
      '{% set n = namespace(x="ab") %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x }}',
      /Invalid string length|too much memory|too long/,
    ],
    [
      'is nested too deep',
      `{{${'('.repeat(90_000)}1${')'.repeat(90_000)}}}`,
      /call stack|too long|too much memory/,
    ],
    ['objects', '{{ raise_exception("Only tools.\n\nSorry.") }}', /: Only tools\. Sorry\. Generate/],
    ['is no Jinja', '{% endif %}', /cannot be used/],
  ];
  for (const [what, source, reason] of hostile) {
    it(`ends a template that ${what} with a sentence`, async () => {
      await assert.rejects(
        writer(source)('Hello'),
        (error) =>
          error instanceof BabelscopeError &&
          error.code === 'chat-template-broken' &&
          error.message.startsWith('The chat template of mine cannot be used: ') &&
          reason.test(error.message),
      );
    });
  }
});

describe('A model with a chat template', () => {
  let folder: string;
  let supervisor: Supervisor;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-'));
    supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage: join(folder, 'storage'),
      settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
      log: () => undefined,
    });
  });
  after(async () => {
    supervisor.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** A tiny model under a name, with a template or without. */
  async function modelWith(name: string, template?: string, inFile = false) {
    const files = tinyModel(template === undefined || inFile ? {} : { chat_template: template });
    if (inFile && template !== undefined) files['chat_template.jinja'] = Buffer.from(template);
    await writeModel(join(folder, name), files);
    return modelAt(join(folder, name));
  }
  const sampling = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
  const request: GenerateRequest = {
    prompt: 'Where is the station?',
    chat: true,
    intervention: null,
    sampling,
    maxTokens: 4,
    stop: [],
  };

  for (const inFile of [false, true])
    it(`generates from the prompt as a message, by ${inFile ? 'chat_template.jinja' : 'tokenizer_config.json'}`, async () => {
      const template = '{{ eos_token }}Q: {{ messages[0].content }}{{ eos_token }}A:';
      const model = await modelWith(`chat-${inFile}`, template, inFile);
      assert.equal((await supervisor.call(model, 'steering', null)).chat, true);
      const chat = await supervisor.call(model, 'generate', request);
      const written = `${endOfText}Q: Where is the station?${endOfText}A:`;
      const same = { ...request, chat: false, parseSpecial: true, prompt: written };
      const plain = await supervisor.call(model, 'generate', same);
      assert.deepEqual([...chat.promptIds].filter((id) => id === 1).length, 2);
      assert.deepEqual(chat.promptIds, plain.promptIds);
      assert.deepEqual(chat.ids, plain.ids);
      const asItIs = await supervisor.call(model, 'generate', { ...request, chat: false });
      assert.ok(asItIs.promptIds.length < chat.promptIds.length);
    });

  it('goes on after its template was refused, without it', async () => {
    const model = await modelWith('refusing', '{{ raise_exception("No.") }}');
    await assert.rejects(supervisor.call(model, 'generate', request), /cannot be used: No\. Generate/);
    const { promptIds } = await supervisor.call(model, 'generate', { ...request, chat: false });
    assert.ok(promptIds.length > 0);
  });

  it('is asked for by name where there is none', async () => {
    const model = await modelWith('plain');
    assert.equal((await supervisor.call(model, 'steering', null)).chat, false);
    await assert.rejects(supervisor.call(model, 'generate', request), /has no chat template/);
  });
});
