import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolve } from 'node:path';
import { command } from '../../../src/cli/command';
import { flag, languages, path, required, share, wholeNumber } from '../../../src/cli/options';
import { UsageError } from '../../../src/cli/usage';

/** A command with an option of every kind, and what its last run was given. */
function recorded() {
  const seen: { operands: string[]; options: Record<string, unknown> } = { operands: [], options: {} };
  const made = command({
    name: 'try',
    operands: 'TEXT',
    summary: 'Tries.',
    options: {
      out: required(path('FILE', 'where to')),
      json: flag('for programs'),
      threads: wholeNumber(0, 0, 256, 'threads'),
      topRate: share(0.01, 'how many'),
      languages: languages('which'),
    },
    run(operands, options) {
      Object.assign(seen, { operands, options });
      return Promise.resolve();
    },
  });
  return { made, seen };
}

async function run(...args: string[]) {
  const { made, seen } = recorded();
  await made.run(args);
  return seen;
}

function refuses(args: string[], message: RegExp) {
  return assert.rejects(run(...args), (error) => error instanceof UsageError && message.test(error.message));
}

describe('The arguments of a command', () => {
  it('are read with the types its options declare, in any order, in both spellings', async () => {
    assert.deepEqual(
      await run('--top-rate=0.5', 'Bonjour', '--out', 'a/b', '--languages', 'fr, en', '--json'),
      {
        operands: ['Bonjour'],
        options: { out: resolve('a/b'), json: true, threads: 0, topRate: 0.5, languages: ['fr', 'en'] },
      },
    );
  });

  it('have the declared values where nothing is given', async () => {
    assert.deepEqual((await run('--out', 'a')).options, {
      out: resolve('a'),
      json: false,
      threads: 0,
      topRate: 0.01,
      languages: undefined,
    });
  });

  it('are refused where the command does not declare the option', () =>
    refuses(['--out', 'a', '--model', 'm'], /^try has no option “--model”\./));

  it('are refused without what is required', () => refuses(['Bonjour'], /^--out FILE is missing\.$/));

  it('are refused where a value is missing, also when another option follows', async () => {
    await refuses(['--out'], /^--out needs a value: --out FILE\.$/);
    await refuses(['--out', '--json'], /^--out needs a value: --out FILE\.$/);
    await refuses(['--out='], /^--out needs a FILE, not an empty name\.$/);
    await refuses(['--out', 'a', '--json=yes'], /^--json takes no value\.$/);
  });

  it('are refused where a number is none, or out of its range', async () => {
    for (const threads of ['-1', '257', '1.5', 'many', '', 'NaN', 'Infinity'])
      await refuses(
        ['--out', 'a', '--threads', threads],
        /^--threads is a whole number from 0 to 256, not “.*”\.$/,
      );
    for (const rate of ['-0.1', '1.01', 'x', ' '])
      await refuses(['--out', 'a', '--top-rate', rate], /^--top-rate is a number from 0 to 1, not “.*”\.$/);
  });

  it('are refused where languages are empty or named twice', async () => {
    await refuses(['--out', 'a', '--languages', 'en,,fr'], /such as en,fr,zh/);
    await refuses(['--out', 'a', '--languages', ''], /such as en,fr,zh/);
    await refuses(['--out', 'a', '--languages', 'en,fr,en'], /names en twice/);
  });

  it('tell how a text that starts with a dash is given, and take it so', async () => {
    await refuses(['--out', 'a', '-5 degrees'], /put “--” before it: babelscope try -- "-5 degrees"$/);
    assert.deepEqual((await run('--out', 'a', '--', '-5 degrees')).operands, ['-5 degrees']);
  });

  it('leave every text behind “--” as it is', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), async (texts) => {
        assert.deepEqual((await run('--out', 'a', '--', ...texts)).operands, texts);
      }),
    ));

  it('are all told in its help, the required ones in the first line', () => {
    const { help } = recorded().made;
    assert.match(help, /^Usage: babelscope try TEXT --out FILE \[options\]\n/);
    for (const line of [
      '--out FILE ',
      '--json ',
      '--threads N ',
      '--top-rate X ',
      '--languages en,fr,… ',
      '--help ',
    ])
      assert.ok(help.includes(`\n  ${line}`), line);
  });
});
