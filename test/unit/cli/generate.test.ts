import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

interface Printed {
  prompt: string;
  plain: string;
  steered: string | null;
  intervention: { method: string; off?: string[]; strength?: number } | null;
  changedAt: number | null;
  runs: {
    plain: object | null;
    steered: { finish: string; tokens: { text: string; logProbability: number }[] } | null;
  };
  warnings: string[];
  failure?: { code: string; message: string };
}

describe('Generating from the command line', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'babelscope-cli-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  async function generate(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [resolve('dist/cli.js'), 'generate', ...args], {
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), NO_COLOR: '1' },
    });
    child.stdin.end();
    const code = new Promise<number | null>((done) => child.once('close', done));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, out, err };
  }
  const prompt = 'The old man opened the door of the house and';
  const json = async (...args: string[]) => {
    const { code, out, err } = await generate(prompt, '--max-tokens', '12', '--json', ...args);
    assert.equal(code, 0, err);
    assert.equal(out.trim().split('\n').length, 1);
    return { printed: JSON.parse(out) as Printed, err };
  };

  it('keeps the text so far at Ctrl+C, which a terminal sends to all its processes', async () => {
    const args = [
      resolve('dist/cli.js'),
      'generate',
      prompt,
      '--max-tokens',
      '480',
      '--off',
      'en',
      '--on',
      'fr',
    ];
    const child = spawn(process.execPath, [...args, '--seed', '3', '--threads', '1'], {
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), NO_COLOR: '1' },
      detached: true,
    });
    child.stdin.end();
    const code = new Promise<number | null>((done) => child.once('close', done));
    const err = text(child.stderr);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (out === '') process.kill(-child.pid!, 'SIGINT');
      out += chunk;
    });
    assert.equal(await code, 0, await err);
    assert.match(
      out,
      /^plain \(en\):.*\S[\s\S]*\n {2}\d+ tokens.*ended by: (you|the model’s end of text)\n$/,
    );
  });

  it('prints one object with both continuations, the same for the same seed', async () => {
    const { printed, err } = await json('--off', 'en', '--on', 'ru', '--seed', '5');
    assert.equal(err, '');
    assert.equal(printed.prompt, prompt);
    assert.match(printed.plain, /\p{sc=Latin}/u);
    assert.match(printed.steered!, /\p{sc=Cyrillic}/u);
    // The best setting known, from the model's steering.json.
    const best = JSON.parse(await readFile('media/models/babelscope-10l/steering.json', 'utf8')) as object;
    assert.deepEqual({ ...printed.intervention, ...best }, printed.intervention);
    assert.equal(printed.changedAt, 0);
    assert.equal(printed.runs.steered!.tokens.map(({ text }) => text).join(''), printed.steered);
    assert.deepEqual(
      { ...(await json('--off', 'en', '--on', 'ru', '--seed', '5')).printed, runs: 0 },
      { ...printed, runs: 0 },
    );
  });

  it('steers away from the prompt’s language where none is named, and says so', async () => {
    const { printed, err } = await json('--on', 'fr');
    assert.deepEqual(printed.intervention?.off, ['en']);
    assert.match(err, /steering away from en.*--off/);
  });

  it('asks for the language to leave where none is written in the prompt’s script, or it has hardly letters', async () => {
    for (const [text, why] of [
      ['Καλημέρα, τι κάνεις σήμερα;', /None of this model’s languages is written in the script .*--off/],
      ['{"a": 1, "b": [2, 3]}', /hardly any letters.*--off/],
    ] as const) {
      const { code, out, err } = await generate(text, '--on', 'fr', '--max-tokens', '2');
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, why);
    }
    const { err } = await generate('東京の天気は', '--on', 'fr', '--max-tokens', '2');
    assert.match(err, /steering away from ja/);
  });

  it('generates plainly where no language is named', async () => {
    const { printed } = await json();
    assert.deepEqual([printed.steered, printed.intervention, printed.changedAt], [null, null, null]);
    assert.ok(printed.plain.length > 0);
  });

  it('warns of an intervention that changes nothing, and runs a random control', async () => {
    const nothing = await json('--off', 'en', '--on', 'fr', '--strength', '0');
    assert.equal(nothing.printed.changedAt, -1);
    assert.match(nothing.printed.warnings.join(), /changed nothing/);
    assert.equal(nothing.printed.steered, nothing.printed.plain);
    const { printed } = await json('--off', 'en', '--on', 'ru', '--control', '1');
    assert.equal(printed.intervention?.method, 'random');
    assert.doesNotMatch(printed.steered!, /\p{sc=Cyrillic}{4}/u);
  });

  it('streams both to a terminal under their names', async () => {
    const { code, out } = await generate(prompt, '--off', 'en', '--on', 'ja', '--max-tokens', '8');
    assert.equal(code, 0);
    assert.match(out, /^plain \(en\):[^]+\n {2}\d+ tokens.*\nsteered \(ja\):[^]+\n {2}\d+ tokens/);
  });

  it('ends with code 1 where numbers break, and keeps the text so far', async () => {
    const args = [prompt, '--off', 'en', '--on', 'fr', '--strength', '1e38', '--max-tokens', '6'];
    const broken = await generate(...args, '--json');
    assert.equal(broken.code, 1);
    assert.match(broken.err, /^babelscope: The intervention is so strong[^\n]*\n$/);
    const { plain, runs, failure } = JSON.parse(broken.out) as Printed;
    assert.ok(plain.length > 0);
    assert.equal(runs.steered?.finish, 'not-a-number');
    assert.equal(failure?.code, 'intervention-invalid');
    const shown = await generate(...args);
    assert.equal(shown.code, 1);
    assert.match(shown.out, /^plain \(en\): [^]+ended by: broken arithmetic\n$/);
    assert.equal(shown.err, broken.err);
  });

  it('keeps the text so far as JSON too when the model’s process is killed', async function () {
    if (process.platform !== 'linux') this.skip();
    this.timeout(60_000);
    const args = ['generate', prompt, '--json', '--max-tokens', '480', '--off', 'en', '--on', 'fr'];
    /** With `--json` nothing tells from outside when it writes, so the engine lives for a time that is tried. */
    const killedAfter = async (milliseconds: number) => {
      const child = spawn(process.execPath, [resolve('dist/cli.js'), ...args, '--threads', '1'], {
        env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
      });
      child.stdin.end();
      const code = new Promise<number | null>((done) => child.once('close', done));
      const ended = Promise.all([text(child.stdout), text(child.stderr)]);
      let engine = '';
      while (engine === '') {
        await setTimeout(20);
        engine = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim();
      }
      await setTimeout(milliseconds);
      process.kill(Number(engine), 'SIGKILL');
      const [out, err] = await ended;
      assert.equal(await code, 1, err);
      return { out, err };
    };
    let killed = { out: '', err: '' };
    for (let time = 800; killed.out === ''; time *= 1.5) killed = await killedAfter(time);
    const { plain, runs, failure } = JSON.parse(killed.out) as Printed;
    assert.ok(plain.length > 0);
    assert.equal(failure?.code, 'engine-crashed');
    assert.ok(runs.plain === null || runs.steered === null);
    assert.equal(killed.err, `babelscope: ${failure.message}\n`);
  });

  const many = 'The old man opened the door. '.repeat(1200);
  const wrong: [string, string[], number, RegExp][] = [
    ['no prompt', [], 2, /needs a PROMPT/],
    ['two prompts', ['a', 'b'], 2, /one PROMPT/],
    ['an empty prompt', [''], 1, /no prompt to continue/],
    ['one language on both sides', ['a', '--off', 'en', '--on', 'fr,en'], 2, /en is both/],
    ['a method without languages', ['a', '--method', 'add'], 2, /needs languages/],
    ['layers that are no range', ['a', '--on', 'fr', '--layers', '4-'], 2, /such as 4-6/],
    ['a strength that is no number', ['a', '--on', 'fr', '--strength', 'much'], 2, /--strength is a number/],
    ['a chat without a template', ['a', '--chat'], 2, /no chat template/],
    ['a chat and none', ['a', '--chat', '--no-chat'], 2, /exclude each other/],
    ['an empty prompt, its language unknown', [' ', '--on', 'fr'], 1, /^babelscope: There is no prompt/],
    [
      'a prompt too long, its language to be guessed',
      [many, '--on', 'fr'],
      1,
      /^babelscope: The prompt has [\d,]+ tokens, and this model reads/,
    ],
    ['an unknown language', ['a', '--off', 'en', '--on', 'tlh'], 2, /no language “tlh”/],
    ['a language that is guessed against an unknown one', ['a', '--on', 'tlh'], 2, /^babelscope: The atlas/],
    [
      'a layer that is not there',
      ['a', '--on', 'fr', '--layers', '99'],
      2,
      /no layer 99: the model has 0–7\.\n/,
    ],
    [
      'layers that run backwards',
      ['a', '--on', 'fr', '--layers', '5-2'],
      2,
      /5–2 run backwards: give 2–5\.\n/,
    ],
    [
      'a language without neurons',
      ['a', '--off', 'en', '--on', 'fr', '--top-rate', '0.00001', '--method', 'add'],
      2,
      /has no neurons of its own/,
    ],
    ['a method that reaches nothing', ['a', '--method', 'off', '--on', 'fr'], 2, /leave out --on/],
  ];
  for (const [what, args, code, message] of wrong) {
    it(`tells ${what} in a sentence`, async () => {
      const ended = await generate(...args);
      assert.deepEqual([ended.code, ended.out], [code, ''], ended.err);
      assert.match(ended.err, message);
    });
  }
});
