import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Readme {
  selfContained(markdown: string, picture: (path: string) => string): string;
  linkedFiles(markdown: string): string[];
}

describe('The packaged README', () => {
  let readme: Readme;

  before(async () => (readme = (await import(pathToFileURL(resolve('dev/readme.mjs')).href)) as Readme));

  const rewritten = (markdown: string) => readme.selfContained(markdown, (path) => `data:${path}`);

  it('keeps links to the web and to its own headings, and only the words of links to files', () => {
    assert.equal(
      rewritten('See [the paper](https://a.b/c), [below](#how) and [its card](media/README.md "card").'),
      'See [the paper](https://a.b/c), [below](#how) and its card.',
    );
  });

  it('carries its pictures, also those that are links', () => {
    assert.equal(rewritten('![A view](docs/a.png)'), '![A view](data:docs/a.png)');
    assert.equal(rewritten('[![A view](docs/a.png)](docs/a.md)'), '![A view](data:docs/a.png)');
    assert.equal(rewritten('[![A](a.png)](https://a.b)'), '[![A](data:a.png)](https://a.b)');
  });

  it('leaves code alone', () => {
    const code = '`a[0](b)` and\n\n```ts\nf[x](y);\n```\n';
    assert.equal(rewritten(code), code);
    assert.deepEqual(readme.linkedFiles(code), []);
  });

  it('is known to link to files in Markdown, in references and in HTML', () => {
    assert.deepEqual(
      readme.linkedFiles(
        '[a](one.md) ![b](two.png)\n\n[c]: three.md\n\n<a href="four.md"> <img src=five.png>',
      ),
      ['one.md', 'two.png', 'three.md', 'four.md', 'five.png'],
    );
  });

  it('links to no file, and the one in the repository to files that are there', async () => {
    const markdown = await readFile('README.md', 'utf8');
    assert.deepEqual(readme.linkedFiles(rewritten(markdown)), []);
    const files = readme.linkedFiles(markdown);
    assert.ok(files.length > 0);
    for (const file of files) await readFile(file);
  });
});
