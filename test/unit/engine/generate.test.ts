import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import { bundledModel } from '../../../src/model/catalogue';
import type { CallOptions } from '../../../src/rpc/rpc';
import type { GenerateRequest, Generation, GenerationPart } from '../../../src/protocol/generation';
import type { Intervention } from '../../../src/steering/methods';
import type { Sampling } from '../../../src/steering/options';

const bundled = bundledModel(resolve('.'));
const greedy: Sampling = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
const lively: Sampling = { ...greedy, temperature: 0.8, topK: 40, seed: 3 };
const prompt = 'When I was a child, we went to the garden and';
const towards = (...on: string[]): Intervention => ({ method: 'diffmean', off: ['en'], on, strength: 1 });

describe('generating with the bundled model', () => {
  let storage: string;
  let supervisor: Supervisor;

  before(async () => {
    storage = await mkdtemp(join(tmpdir(), 'babelscope-'));
    supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage,
      settings: () => ({
        threads: 1,
        thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
      }),
      log: () => undefined,
    });
  });
  after(async () => {
    supervisor.dispose();
    await rm(storage, { recursive: true, force: true });
  });

  const generate = (
    request: Partial<GenerateRequest> = {},
    options: CallOptions<GenerationPart> = {},
  ): Promise<Generation> =>
    supervisor.call(
      bundled,
      'generate',
      { prompt, intervention: null, sampling: greedy, maxTokens: 24, stop: [], ...request },
      options,
    );
  /** Continuations of several seeds: one alone is chance. */
  const several = async (intervention: Intervention | null) => {
    const made: string[] = [];
    for (const seed of [1, 2, 3]) {
      made.push((await generate({ intervention, sampling: { ...lively, seed } })).text);
    }
    return made.join(' ');
  };
  /** Share of letters that are in a script. */
  const share = (text: string, script: RegExp) =>
    (text.match(script)?.length ?? 0) / (text.match(/\p{L}/gu)?.length ?? 1);

  it('tells what there is to steer with', async () => {
    const options = await supervisor.call(bundled, 'steering', null);
    const opened = await supervisor.open(bundled);
    assert.deepEqual(options.languages, opened.languages);
    assert.deepEqual(options.neurons, opened.neurons);
    assert.equal(options.best.method, 'diffmean');
    assert.equal(options.context, opened.context);
    assert.ok(options.best.layers[1] < options.layers);
  });

  it('continues an English prompt in Russian, Japanese and French when steered there, and in English when not', async () => {
    const plain = await several(null);
    assert.ok(share(plain, /\p{sc=Latin}/gu) > 0.95, plain);
    // Of three continuations one may stay in English at strength 1.
    const strongly = (on: string): Intervention => ({
      method: 'diffmean',
      off: ['en'],
      on: [on],
      strength: 1.5,
    });
    const russian = await several(strongly('ru'));
    assert.ok(share(russian, /\p{sc=Cyrillic}/gu) > 0.8, russian);
    const japanese = await several(strongly('ja'));
    assert.ok(share(japanese, /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/gu) > 0.8, japanese);
    const french = await several(strongly('fr'));
    const words = (text: string, list: RegExp) => text.match(list)?.length ?? 0;
    const [ofFrench, ofEnglish] = [
      /\b(la|le|les|de|des|du|et|nous|une|vous|que)\b/g,
      /\b(the|and|of|to|in|is|a)\b/g,
    ];
    assert.ok(words(french, ofFrench) > 2 * words(french, ofEnglish), french);
    assert.ok(words(plain, ofEnglish) > 2 * words(plain, ofFrench), plain);
  });

  it('changes nothing at strength 0 and says so; plain runs say nothing', async () => {
    const plain = await generate();
    const zero = await generate({
      intervention: { method: 'diffmean', off: ['en'], on: ['fr'], strength: 0 },
    });
    assert.deepEqual(zero.ids, plain.ids);
    assert.deepEqual(zero.logProbability, plain.logProbability);
    assert.equal(zero.changedAt, -1);
    assert.match(zero.warnings.join(), /changed nothing/);
    assert.equal(plain.changedAt, null);
    assert.deepEqual(plain.warnings, []);
  });

  it('finds the first token that an intervention reaches, be it late, or never', async () => {
    assert.equal((await generate({ intervention: towards('fr') })).changedAt, 0);
    // In the last layer a neuron reaches the logits of its own token only, and only where it fires.
    const plain = await generate();
    const found: (number | null)[] = [];
    let differing = 0;
    for (let index = 0; index < 8; index++) {
      const neurons = [{ layer: 7, index }];
      const doubled = await generate({ intervention: { method: 'neurons', neurons, scale: 2, offset: 0 } });
      assert.deepEqual(doubled.touched, { neurons: 1, residual: 0 });
      const { changedAt } = doubled;
      const same = changedAt === -1 ? doubled.ids.length : changedAt!;
      assert.deepEqual(doubled.logProbability.slice(0, same), plain.logProbability.slice(0, same));
      // Some logit has changed; that of the token that was taken need not have.
      if (doubled.logProbability[same] !== plain.logProbability[same]) differing++;
      found.push(changedAt);
    }
    assert.ok(
      found.some((changedAt) => changedAt !== 0),
      found.join(),
    );
    assert.ok(differing > 0);
  });

  it('streams whole characters that add up to the text, and tokens that add up to the ids', async () => {
    for (const intervention of [null, towards('ja'), towards('ar')]) {
      const parts: GenerationPart[] = [];
      const { text, ids } = await generate(
        { intervention, sampling: lively },
        { onProgress: ({ part }) => part && parts.push(part) },
      );
      assert.equal(parts.map((part) => part.text).join(''), text);
      assert.deepEqual(
        parts.flatMap((part) => [...part.ids]),
        [...ids],
      );
      assert.ok(parts.length > 1);
    }
  });

  it('gives every token its range, likelihood and language activity', async () => {
    const { ids, text, start, end, logProbability, plainLogProbability, activity, languages } =
      await generate({ intervention: towards('ru'), sampling: lively });
    assert.equal(start[0], 0);
    assert.equal(end[ids.length - 1], text.length);
    assert.ok(logProbability.every((value) => value <= 0));
    assert.equal(activity.length, ids.length * languages.length);
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(mean(plainLogProbability) < mean(logProbability), 'less likely to the plain model');
    const of = (tag: string) =>
      mean(activity.filter((_, i) => i % languages.length === languages.indexOf(tag)));
    assert.ok(of('ru') > of('en'), `${of('ru')} ${of('en')}`);
  });

  it('agrees with itself: the likelihood while generating is that of reading it afterwards', async () => {
    const { ids, promptIds, logProbability } = await generate();
    const [score] = await supervisor.call(bundled, 'score', {
      texts: [{ text: ids, after: promptIds.subarray(1) }],
    });
    assert.deepEqual(score.ids, ids);
    score.logProbability.forEach((value, pos) =>
      assert.ok(Math.abs(value - logProbability[pos]) < 1e-3, `${pos}: ${value} ${logProbability[pos]}`),
    );
  });

  it('draws the same with the same seed, and the two runs side by side do not disturb each other', async () => {
    const alone = await generate({ sampling: lively });
    const [plain, steered] = await Promise.all([
      generate({ sampling: lively }),
      generate({ sampling: lively, intervention: towards('fr') }),
    ]);
    assert.deepEqual(plain.ids, alone.ids);
    assert.notDeepEqual(steered.ids, plain.ids);
    const other = await generate({ sampling: { ...lively, seed: 4 } });
    assert.notDeepEqual(other.ids, alone.ids);
  });

  it('takes turns: both of two runs stream before either has ended', async () => {
    const order: string[] = [];
    const run = (name: string) =>
      generate({}, { onProgress: () => order.push(name) }).then(() => order.push(`${name} ended`));
    await Promise.all([run('a'), run('b')]);
    const ended = order.findIndex((event) => event.endsWith('ended'));
    assert.ok(order.slice(0, ended).includes('a') && order.slice(0, ended).includes('b'), order.join());
  });

  it('ends before a stop string, at the token limit, and at the end of the context', async () => {
    const { text, ids, finish } = await generate();
    assert.equal(finish, 'length');
    assert.equal(ids.length, 24);
    const word = text.trim().split(/\s+/)[3];
    const parts: string[] = [];
    const stopped = await generate(
      { stop: [word] },
      { onProgress: ({ part }) => part && parts.push(part.text) },
    );
    assert.equal(stopped.finish, 'stop');
    assert.equal(stopped.text, text.slice(0, text.indexOf(word)));
    assert.equal(parts.join(''), stopped.text);
    assert.equal(stopped.end.at(-1), stopped.text.length);
    const long = 'word '.repeat(505);
    const full = await generate({ prompt: long, maxTokens: 100 });
    assert.ok(full.finish === 'context' || full.finish === 'end', full.finish);
    if (full.finish === 'context') assert.equal(full.promptIds.length + full.ids.length, 512);
  });

  it('stops when asked to, and keeps the text so far', async () => {
    const stop = new AbortController();
    const { finish, text, ids } = await generate(
      { maxTokens: 400, sampling: { ...lively, temperature: 1.5 } },
      { stop: stop.signal, onProgress: () => stop.abort() },
    );
    assert.equal(finish, 'cancelled');
    assert.ok(ids.length > 0 && ids.length < 400 && text.length > 0);
  });

  it('is thrown away when it is cancelled, and generates again after', async () => {
    const abort = new AbortController();
    const run = generate({ maxTokens: 400 }, { signal: abort.signal, onProgress: () => abort.abort() });
    await assert.rejects(run, { code: 'cancelled' });
    assert.equal((await generate({ maxTokens: 2 })).ids.length, 2);
  });

  it('says so where an extreme strength breaks the arithmetic, and keeps the text so far', async () => {
    const intervention: Intervention = { method: 'diffmean', off: ['en'], on: ['fr'], strength: 1e38 };
    const { finish, warnings, ids } = await generate({ intervention });
    assert.equal(finish, 'not-a-number');
    assert.match(warnings.join(), /Lower the strength/);
    assert.equal(ids.length, 0);
  });

  it('continues token ids as they are given', async () => {
    const plain = await generate();
    const { ids } = await generate({ prompt: plain.promptIds });
    assert.deepEqual(ids, plain.ids);
  });

  const refused: [string, Partial<GenerateRequest>, string, RegExp][] = [
    ['an empty prompt', { prompt: ' \n' }, 'prompt-empty', /Write or select/],
    ['no ids', { prompt: new Int32Array() }, 'prompt-empty', /Write or select/],
    ['a prompt longer than the context', { prompt: 'word '.repeat(600) }, 'prompt-too-long', /512.*Shorten/],
    [
      'a language both off and on',
      { intervention: { method: 'diffmean', off: ['fr'], on: ['fr'], strength: 1 } },
      'intervention-contradictory',
      /fr/,
    ],
    [
      'a language that the atlas does not have',
      { intervention: { method: 'off', off: ['xx'], value: 0 } },
      'intervention-invalid',
      /en, fr/,
    ],
    ['a negative temperature', { sampling: { ...greedy, temperature: -1 } }, 'intervention-invalid', /temp/],
  ];
  for (const [what, request, code, message] of refused) {
    it(`refuses ${what} with a next step`, async () => {
      await assert.rejects(generate(request), { code, message });
    });
  }

  it('needs an atlas for languages, and none for neurons picked one by one', async () => {
    const bare = { ...bundled, atlas: undefined };
    const call = (intervention: Intervention) =>
      supervisor.call(bare, 'generate', { prompt, intervention, sampling: greedy, maxTokens: 2, stop: [] });
    await assert.rejects(call(towards('fr')), { code: 'atlas-missing', message: /babelscope count/ });
    const picked = await call({ method: 'neurons', neurons: [{ layer: 3, index: 5 }], scale: 0, offset: 9 });
    assert.equal(picked.changedAt, 0);
    assert.deepEqual([picked.activity.length, picked.languages.length], [0, 0]);
  });
});

describe('scoring with the bundled model', () => {
  let storage: string;
  let supervisor: Supervisor;

  before(async () => {
    storage = await mkdtemp(join(tmpdir(), 'babelscope-'));
    supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage,
      settings: () => ({
        threads: 1,
        thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
      }),
      log: () => undefined,
    });
  });
  after(async () => {
    supervisor.dispose();
    await rm(storage, { recursive: true, force: true });
  });

  it('finds sense more likely than noise, and names mean and perplexity rightly', async () => {
    const [sense, noise] = await supervisor.call(bundled, 'score', {
      texts: [{ text: 'The door of the house is open.' }, { text: 'open. is Qzx house The the of xqq' }],
    });
    assert.ok(sense.perplexity < noise.perplexity, `${sense.perplexity} ${noise.perplexity}`);
    const sum = sense.logProbability.reduce((total, value) => total + value, 0);
    assert.equal(sense.tokens, sense.ids.length);
    assert.ok(Math.abs(sense.nll + sum / sense.tokens) < 1e-6);
    assert.ok(Math.abs(sense.perplexity - Math.exp(sense.nll)) < 1e-9);
  });

  it('finds a text more likely after a fitting context, which itself is not scored', async () => {
    const text = ' Les nouvelles règles de la commission';
    const [alone, after] = await supervisor.call(bundled, 'score', {
      texts: [{ text }, { text, after: 'Le président de la commission a présenté les règles.' }],
    });
    assert.deepEqual(after.ids, alone.ids);
    assert.ok(after.nll < alone.nll);
  });

  it('scores texts longer than the context, in windows', async () => {
    const progress: number[] = [];
    const [score] = await supervisor.call(
      bundled,
      'score',
      { texts: [{ text: 'Le musée ouvre à neuf heures. '.repeat(120) }] },
      { onProgress: ({ done }) => progress.push(done) },
    );
    assert.ok(score.ids.length > 600);
    assert.equal(score.tokens, score.ids.length);
    assert.ok(progress.length > 1 && progress.at(-1) === score.ids.length);
  });
});
