import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeAtlas, readAtlas } from '../../../src/files/atlas';
import { contextsFileOf, readContextTable } from '../../../src/files/contexts';
import { encodeSafetensors, readSafetensors } from '../../../src/files/safetensors';
import { readWhole, textAt, UnreadableError, withFile } from '../../../src/files/whole';
import { smallAtlas } from '../report/small-atlas';

describe('a file that is read into memory', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-whole-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const refused =
    (reason: RegExp, missing = false) =>
    (error: unknown) => {
      assert.ok(error instanceof UnreadableError, String(error));
      assert.match(error.message, reason);
      assert.equal(error.missing, missing);
      return true;
    };

  it('is its bytes, where it is a file and not too large', async () => {
    const file = join(folder, 'a');
    await writeFile(file, 'four');
    assert.equal(Buffer.from(await readWhole(file, 4)).toString(), 'four');
    assert.equal(await textAt(file, 4), 'four');
    await assert.rejects(readWhole(file, 3), refused(/^has 1 KiB, and 1 KiB at most are read$/));
    assert.equal(await textAt(file, 3), undefined);
    await assert.rejects(readWhole(join(folder, 'gone'), 3), refused(/^is not there$/, true));
    await assert.rejects(readWhole(join(file, 'inside'), 3), refused(/^is not there$/, true));
    await mkdir(join(folder, 'folder'));
    await assert.rejects(readWhole(join(folder, 'folder'), 3), refused(/^is no file, but a folder$/));
  });

  it('is never a device or a pipe, which would not end', async function () {
    if (process.platform === 'win32') this.skip();
    await symlink('/dev/zero', join(folder, 'zero'));
    await assert.rejects(readWhole(join(folder, 'zero'), 1 << 20), refused(/^is no file, but a device$/));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await assert.rejects(readWhole(join(folder, 'pipe'), 1 << 20), refused(/^is no file, but a pipe$/));
  });

  it('is read by its header first, where that tells its size', async () => {
    const file = join(folder, 'big.lape.safetensors');
    const all = encodeAtlas(smallAtlas());
    await writeFile(file, all);
    assert.equal((await readAtlas(file)).layers, 2);
    // Of a file of zeros, of one that is longer than it says, and of one of another kind, the content is never read.
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(), /its header is not JSON/],
      [all, /its tensors have \d+ bytes, and \d+ are there/],
      [encodeSafetensors({}, { format: 'other' }), /not an atlas/],
    ];
    for (const [begin, reason] of cases) {
      await writeFile(file, begin);
      await truncate(file, 1900 << 20);
      let most = 0;
      const reading = withFile(file, 2 ** 31, ({ size, read }) =>
        readSafetensors(
          {
            size,
            read: (from, to) => {
              most = Math.max(most, to);
              return read(from, to);
            },
          },
          ({ format }) => {
            if (format === 'other') throw new Error('it is not an atlas');
            return ['over_zero', 'tokens', 'activation_sum', 'residual_sum'];
          },
        ),
      );
      await assert.rejects(reading, reason);
      assert.ok(most < 10_000, `${most} bytes were read`);
      await assert.rejects(readAtlas(file), reason);
    }
    await truncate(file, 3 * 2 ** 30);
    await assert.rejects(readAtlas(file), refused(/^has 3072 MiB, and 2048 MiB at most are read$/));
  });

  it('is read so too where contexts lie beside an atlas', async () => {
    const atlas = join(folder, 'c.lape.safetensors');
    await writeFile(atlas, encodeAtlas(smallAtlas()));
    assert.equal(await readContextTable(atlas), undefined);
    await writeFile(contextsFileOf(atlas), '');
    await truncate(contextsFileOf(atlas), 1400 << 20);
    await assert.rejects(readContextTable(atlas), /its header is not JSON/);
    await rm(contextsFileOf(atlas));
    await mkdir(contextsFileOf(atlas));
    await assert.rejects(readContextTable(atlas), /it is no file, but a folder/);
  });
});
