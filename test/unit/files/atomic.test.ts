import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { writeTogether } from '../../../src/files/atomic';

describe('Files that belong together', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'babelscope-atomic-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  it('are all written, or all stay as they were, and leave nothing beside them', async () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    await writeTogether([
      [one, 'first'],
      [other, 'first'],
    ]);
    // No name is so long: the second cannot be written.
    await assert.rejects(
      writeTogether([
        [one, 'second'],
        [join(folder, 'x'.repeat(300)), 'second'],
      ]),
      { code: 'storage-unwritable' },
    );
    assert.equal(await readFile(one, 'utf8'), 'first');
    assert.deepEqual((await readdir(folder)).sort(), ['one', 'other']);
    await mkdir(join(folder, 'taken'));
    await writeFile(join(folder, 'taken', 'file'), '');
    await assert.rejects(writeTogether([[join(folder, 'taken'), 'over a folder']]), {
      code: 'storage-unwritable',
    });
    assert.deepEqual((await readdir(folder)).sort(), ['one', 'other', 'taken']);
  });
});
