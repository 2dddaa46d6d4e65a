import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { decodeAtlas } from '../../src/files/atlas';
import { activationProbabilities } from '../../src/lape/counts';

const bundled = resolve('media/models/babelscope-10l/babelscope-10l.lape.safetensors');

/** The documented example as it stands, and what it is asked to tell of what it read. */
async function program(): Promise<string> {
  const documentation = await readFile('docs/counting.md', 'utf8');
  const [, example] = /```python\n([\s\S]*?)```/.exec(documentation) ?? [];
  assert.ok(example?.includes('my.lape.safetensors'), 'docs/counting.md has no example in Python');
  return `${example.replace('my.lape.safetensors', bundled)}
print(json.dumps({
    "languages": languages,
    "model": about["modelName"],
    "tokens": tokens.tolist(),
    "shape": probability.shape,
    "sums": probability.sum(axis=(1, 2)).tolist(),
}))`;
}

describe('An atlas read from Python', () => {
  it('is what the documentation says, number for number', async () => {
    const python = process.env['BABELSCOPE_PYTHON'];
    if (!python) throw new Error('BABELSCOPE_PYTHON is not set: run this with npm test -- training.');
    const { stdout } = await promisify(execFile)(python, ['-c', await program()]);
    const told = JSON.parse(stdout) as Record<string, unknown> & { sums: number[] };
    const atlas = decodeAtlas(await readFile(bundled));
    const { languages, layers, dMlp } = atlas;
    assert.deepEqual(
      [told['languages'], told['model'], told['tokens'], told['shape']],
      [languages, atlas.about.modelName, [...atlas.tokens], [languages.length, layers, dMlp]],
    );
    const probability = activationProbabilities(atlas);
    languages.forEach((language, k) => {
      const own = probability.subarray(k * layers * dMlp, (k + 1) * layers * dMlp);
      const sum = own.reduce((total, p) => total + p, 0);
      assert.ok(Math.abs(told.sums[k] - sum) < 1e-6, `${language}: ${told.sums[k]}, not ${sum}`);
    });
  });
});
