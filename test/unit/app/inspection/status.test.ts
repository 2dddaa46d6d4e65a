import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { StatusBarView } from '../../../../src/app/inspection/status';
import { phrase, warns } from '../../../../src/app/inspection/status';

type Flow = StatusBarView['flow'];

const opened = (refusal?: string) => ({ provider: { used: 'cpu', refusal } }) as Flow['opened'];
const failure = (code: string) => ({ code, message: 'A sentence.' }) as Flow['failure'];
const view = (state: StatusBarView['state'], flow: Partial<Flow> = {}): StatusBarView => ({
  model: 'model',
  state,
  flow: { working: undefined, opened: undefined, failure: undefined, ...flow },
});

describe('the status bar', () => {
  const cases: [string, StatusBarView, string, boolean][] = [
    ['nothing before the first use', view('stopped'), '', false],
    ['that a model loads', view('starting'), 'loading', false],
    ['that it is ready', view('ready', { opened: opened() }), 'ready', false],
    ['that it failed', view('failed'), 'failed', true],
    ['how far a long text is', view('working', { working: { done: 3, total: 9 } }), '3 of 9 tokens', false],
    ['that a model has no atlas', view('ready', { failure: failure('atlas-missing') }), 'no atlas', true],
    [
      'that it runs on the CPU though another provider was chosen',
      view('ready', { opened: opened('It cannot be used.') }),
      'on CPU only',
      true,
    ],
    [
      'both',
      view('ready', { opened: opened('It cannot be used.'), failure: failure('atlas-missing') }),
      'no atlas, on CPU only',
      true,
    ],
    [
      'nothing of a text that cannot be inspected',
      view('ready', { opened: opened(), failure: failure('selection-empty') }),
      'ready',
      false,
    ],
  ];
  for (const [what, shown, words, warning] of cases)
    it(`tells ${what}`, () => {
      assert.equal(phrase(shown), words);
      assert.equal(warns(shown), warning);
    });
});
