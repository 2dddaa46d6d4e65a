import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chatTemplateOf } from '../../src/text/chat-template';
import { jinjaCases, named, rendered, saidTo } from '../unit/text/jinja-cases';
import expected from '../unit/text/jinja.json';
import { publishedTokenizer } from '../unit/text/published';

/** [template] what Transformers makes of it, or null where it fails */
function byTransformers(templates: readonly string[]): (string | null)[] {
  const python = process.env['BABELSCOPE_PYTHON'];
  if (!python) throw new Error('BABELSCOPE_PYTHON is not set: run this with npm test -- training.');
  const { stdout, stderr, status } = spawnSync(python, ['test/training/templates.py'], {
    input: JSON.stringify({ said: saidTo, templates }),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr.slice(-2000));
  return JSON.parse(stdout) as (string | null)[];
}

describe('Chat templates beside Transformers', () => {
  const published = ['qwen2_5', 'llama3'];
  let theirs: (string | null)[];
  let sources: string[];

  before(() => {
    sources = published.map((name) => chatTemplateOf(publishedTokenizer(name).config)!.source);
    theirs = byTransformers([...jinjaCases.map(named), ...sources]);
  });

  it('are rendered as the tests without Python expect', () => {
    assert.deepEqual(Object.fromEntries(jinjaCases.map((one, k) => [one, theirs[k]])), expected.texts);
  });

  it('are rendered alike where they are published ones', () => {
    assert.deepEqual(sources.map(rendered), theirs.slice(jinjaCases.length));
  });
});
