import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeNumberOf } from '../../../src/app/tasks/amount';
import { freeName, withEnding } from '../../../src/app/tasks/result-name';
import { formatBytes } from '../../../src/view/format';

describe('What a person answers before a run', () => {
  it('is a whole number, with or without marks between thousands', () => {
    for (const text of ['100000', ' 100,000 ', '100.000', '100 000', '100_000'])
      assert.equal(wholeNumberOf(text), 100_000);
    assert.equal(wholeNumberOf('1'), 1);
    assert.equal(wholeNumberOf('1,000,000'), 1_000_000);
    for (const text of ['', '-5', '1.5', '1e5', 'all', '10,00', '9999999999999999'])
      assert.equal(wholeNumberOf(text), undefined, text);
  });

  it('is a file that gets its ending once', () => {
    const ending = '.lape.safetensors';
    for (const file of ['/a/b', '/a/b.safetensors', '/a/b.lape.safetensors'])
      assert.equal(withEnding(file, ending), '/a/b.lape.safetensors');
    assert.equal(withEnding('/a/wiki.fr', ending), '/a/wiki.fr.lape.safetensors');
  });

  it('is a name that neither a result nor an unfinished run has', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'babelscope-names-'));
    try {
      const next = () => freeName(folder, 'texts.a/b', '.json');
      assert.equal(await next(), join(folder, 'texts.a-b.json'));
      await writeFile(join(folder, 'texts.a-b.json'), '');
      assert.equal(await next(), join(folder, 'texts.a-b-2.json'));
      await writeFile(join(folder, 'texts.a-b-2.json.partial'), '');
      assert.equal(await next(), join(folder, 'texts.a-b-3.json'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is chosen among files whose sizes can be compared', () => {
    assert.deepEqual([1, 512, 93_206, 4_150_000, 5_000_000_000].map(formatBytes), [
      '1 byte',
      '512 bytes',
      '93 KB',
      '4.2 MB',
      '5.0 GB',
    ]);
  });
});
