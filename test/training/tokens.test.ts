import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createTokenizer } from '../../src/text/tokenizer';
import { components, digestOf } from '../unit/text/components';
import expected from '../unit/text/components.json';
import { trickyTexts } from '../unit/text/tricky';

/** [text] ids, or null where the library fails */
type Ids = (number[] | null)[];

describe('Tokens beside the original library', () => {
  let theirs: Record<string, Ids>;

  before(() => {
    const python = process.env['BABELSCOPE_PYTHON'];
    if (!python) throw new Error('BABELSCOPE_PYTHON is not set: run this with npm test -- training.');
    const { stdout, stderr, status } = spawnSync(python, ['test/training/tokens.py'], {
      input: JSON.stringify({ components, texts: trickyTexts }),
      maxBuffer: 1 << 28,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr.slice(-2000));
    theirs = JSON.parse(stdout) as typeof theirs;
  });

  for (const [name, json] of Object.entries(components)) {
    it(`are the same for every text: ${name}`, () => {
      const tokenizer = createTokenizer(json, {});
      trickyTexts.forEach((text, k) => {
        const ids = theirs[name][k];
        if (ids) assert.deepEqual([...tokenizer.encode(text).ids], ids, JSON.stringify(text));
      });
    });
  }

  it('are those that the tests without Python expect', () => {
    const digests = Object.fromEntries(Object.entries(theirs).map(([name, ids]) => [name, digestOf(ids)]));
    assert.deepEqual(digests, expected.digests);
  });
});
