import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '../../../src/files/atomic';
import { makeFolder } from '../../../src/files/folder';

describe('Making a folder', () => {
  let place: string;

  beforeEach(async () => (place = await mkdtemp(join(tmpdir(), 'babelscope-make-'))));
  afterEach(() => rm(place, { recursive: true }));

  it('makes all that it lies in, and leaves what is there', async () => {
    const folder = join(place, 'a/b/c');
    await makeFolder(folder);
    assert.ok((await stat(folder)).isDirectory());
    await mkdir(join(folder, 'kept'));
    await makeFolder(folder);
    assert.ok((await stat(join(folder, 'kept'))).isDirectory());
  });

  it('can be asked for by many at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(join(place, 'x/y/z'))));
    assert.ok((await stat(join(place, 'x/y/z'))).isDirectory());
  });

  it('ends with a refusal where no folder can ever be made', async function () {
    if (process.platform !== 'linux') this.skip();
    await assert.rejects(makeFolder('/proc/babelscope/variants'), { code: 'ENOENT' });
  });

  it('is refused in one sentence, with a next step, where a file stands in the way', async () => {
    await writeFile(join(place, 'file'), '');
    await assert.rejects(writeAtomically(join(place, 'file/sub/atlas'), 'x'), {
      code: 'storage-unwritable',
      message: /a file stands where a folder should be; move it and try again\.$/,
    });
  });
});
