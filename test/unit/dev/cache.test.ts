import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

describe('The cache of the scripts', () => {
  it('is told in one sentence to be unusable, where a file stands in its place', async () => {
    const root = await mkdtemp(join(tmpdir(), 'babelscope-root-'));
    try {
      await mkdir(join(root, 'dev'));
      await copyFile('dev/paths.mjs', join(root, 'dev/paths.mjs'));
      const paths = (await import(pathToFileURL(join(root, 'dev/paths.mjs')).href)) as {
        openCache(): Promise<void>;
      };
      await paths.openCache();
      await paths.openCache();
      await rm(join(root, '.cache'), { recursive: true });
      await writeFile(join(root, '.cache'), '');
      await assert.rejects(paths.openCache(), {
        message: /\.cache\/ cannot be written: make it a folder of yours/,
      });
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
