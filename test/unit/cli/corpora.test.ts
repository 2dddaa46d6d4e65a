import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { corporaIn } from '../../../src/cli/corpora';

describe('The texts of a command', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-texts-'));
    await mkdir(join(folder, 'fr'));
    for (const name of ['en.txt', 'es.txt', 'notes.txt', 'ja.txt.Z', 'fr/de.txt', 'train_en_it.txt'])
      await writeFile(join(folder, name), 'text');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('come with what was left out and what to do, for the result as JSON too', async () => {
    const { corpora, leftOut } = await corporaIn(folder, undefined);
    assert.deepEqual(
      corpora.map(({ language }) => language),
      ['en', 'es'],
    );
    assert.equal(leftOut.length, 4);
    assert.match(leftOut[0], /^left out notes\.txt: the name tells no language\.$/);
    assert.match(leftOut[1], /^left out ja\.txt\.Z: such files are not read\. Give them as \.txt/);
    assert.match(leftOut[2], /^left out fr.de\.txt\. .* e\.g\. \w\w\.txt or \w\w\/\.$/);
    assert.match(
      leftOut[3],
      /^left out train_en_it\.txt\. .* English \(en\) and Italian \(it\)\. .* e\.g\. en\.txt/,
    );
  });
});
