import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  decodeExperiment as decodeJson,
  encodeExperiment,
  type Experiment,
} from '../../../src/results/experiment/file';
import { firstChoices } from '../../../src/app/steering/choices';
import { parseSaved } from '../../../src/files/saved';
import { BabelscopeError } from '../../../src/rpc/failure';
import { generationOf, options } from '../app/steering/fakeGenerator';

const experiment: Experiment = {
  versions: { babelscope: '0.1.0', onnxruntime: '1.30.0' },
  date: '2026-01-02T03:04:05.678Z',
  model: { name: 'tiny', identity: 'abc123' },
  settings: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
  choices: { ...firstChoices(options), prompt: 'A list: [\n  1,\n  2\n] 👋\u2028"' },
  plain: {
    text: 'the sea',
    tokens: 7,
    generation: { ...generationOf('the sea', -1 / 3), tokensPerSecond: NaN },
    language: { tag: 'en', confidence: 0.9, unsure: true },
    failure: undefined,
  },
  steered: {
    text: 'la m',
    tokens: 4,
    generation: undefined,
    language: undefined,
    failure: { code: 'internal', message: 'The process ended.' },
  },
};

function decodeExperiment(text: string, name: string): Experiment {
  return decodeJson(parseSaved(text, name), name);
}

function assertRefused(text: string, sentence: RegExp): void {
  assert.throws(
    () => decodeExperiment(text, 'a.babelscope.json'),
    (error) =>
      error instanceof BabelscopeError &&
      error.code === 'experiment-broken' &&
      error.message.startsWith('a.babelscope.json ') &&
      sentence.test(error.message),
  );
}

/** The experiment as plain JSON, changed. */
function changed(change: (raw: Record<string, never>) => void): string {
  const raw = JSON.parse(encodeExperiment(experiment)) as Record<string, never>;
  // As of before there were checksums: what is wrong inside is to be found by looking there.
  delete raw.checksum;
  change(raw);
  return JSON.stringify(raw);
}

describe('A steering experiment as a file', () => {
  it('comes back as it was, to the last bit of its numbers', () => {
    assert.deepEqual(decodeExperiment(encodeExperiment(experiment), 'a.babelscope.json'), experiment);
  });

  it('is JSON that a program reads without us, with a list of numbers on a line', () => {
    const text = encodeExperiment(experiment);
    const raw = JSON.parse(text) as Record<string, unknown>;
    assert.equal(raw.format, 'babelscope-experiment');
    assert.equal(raw.formatVersion, 1);
    assert.match(text, /\n {6}"ids": \[7, 8, 9, 10, 11, 12, 13\],\n/);
    assert.match(text, /"activity": \[0\.25, null, 0\.25, null, /);
    assert.match(text, /"tokensPerSecond": null/);
    assert.equal((raw.choices as { prompt: string }).prompt, experiment.choices.prompt);
  });

  it('keeps numbers that JSON cannot write', () => {
    const generation = generationOf('ab');
    generation.plainLogProbability.set([-Infinity, NaN]);
    const text = encodeExperiment({ ...experiment, plain: { ...experiment.plain, text: 'ab', generation } });
    const back = decodeExperiment(text, 'a').plain.generation!;
    assert.deepEqual([...back.plainLogProbability], [-Infinity, NaN]);
  });

  it('that is cut short anywhere is refused with one sentence', () => {
    const text = encodeExperiment(experiment).trimEnd();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) =>
        assertRefused(text.slice(0, length), /cut short|not JSON/),
      ),
    );
  });

  it('of another version says so', () => {
    assertRefused(
      changed((raw) => Object.assign(raw, { formatVersion: 2 })),
      /another version of Babelscope \(its format is 2, this one reads 1\)/,
    );
  });

  it('that is something else is refused', () => {
    for (const text of ['[]', 'null', '7', '"x"']) assertRefused(text, /was not saved by Babelscope/);
  });

  it('that is damaged says where', () => {
    assertRefused(
      changed(({ choices }) => Object.assign(choices, { method: 'explode' })),
      /damaged at choices\.method/,
    );
    assertRefused(
      changed(({ plain }) => Object.assign((plain as { generation: object }).generation, { ids: [1, 2] })),
      /do not belong together/,
    );
    assertRefused(
      changed(({ plain }) => {
        const { end } = (plain as { generation: { end: number[] } }).generation;
        end[3] = 8;
      }),
      /do not belong together/,
    );
    assertRefused(
      changed(({ choices }) => Object.assign(choices, { off: ['x'.repeat(65)] })),
      /damaged at choices\.off/,
    );
    assertRefused(
      changed((raw) => Object.assign(raw, { date: 'yesterday' })),
      /damaged at date/,
    );
  });

  it('never leads to anything but a run or a sentence, whatever is in it', () => {
    const text = encodeExperiment(experiment);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 6 }), (at, noise) => {
        const spoilt = text.slice(0, at) + noise + text.slice(at + noise.length);
        try {
          decodeExperiment(spoilt, 'a');
        } catch (error) {
          assert.ok(error instanceof BabelscopeError, String(error));
        }
      }),
      { numRuns: 300 },
    );
    assertRefused(`${'['.repeat(200_000)}`, /./);
    const polluted = changed((raw) => Object.assign(raw, JSON.parse('{"__proto__": {"polluted": true}}')));
    decodeExperiment(polluted, 'a');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});
