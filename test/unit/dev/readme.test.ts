import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Readme {
  forPackage(markdown: string): string;
  selfContained(markdown: string): string;
  linkedFiles(markdown: string): string[];
}

describe('The packaged README', () => {
  let readme: Readme;

  before(async () => (readme = (await import(pathToFileURL(resolve('dev/readme.mjs')).href)) as Readme));

  const rewritten = (markdown: string) => readme.selfContained(markdown);

  it('keeps links to the web and to its own headings, and only the words of links to files', () => {
    assert.equal(
      rewritten('See [the paper](https://a.b/c), [below](#how) and [its card](media/README.md "card").'),
      'See [the paper](https://a.b/c), [below](#how) and its card.',
    );
  });

  it('leaves out pictures in files, which nobody would see, and keeps those on the web', () => {
    assert.equal(rewritten('One.\n\n![A view](docs/a.png)\n\nTwo.'), 'One.\n\nTwo.');
    assert.equal(rewritten('![A view](https://a.b/c.png)'), '![A view](https://a.b/c.png)');
    assert.equal(rewritten('[![A](a.png)](https://a.b)'), '[https://a.b](https://a.b)');
    assert.equal(rewritten('[![A](https://a.b/c.png)](a.md)'), '![A](https://a.b/c.png)');
  });

  it('says what concerns the package, and nothing that only the repository has', () => {
    const written =
      'One.\n\n<!-- repository -->\n\nnpm ci\n\n<!-- /repository -->\n<!-- package\nInstall.\n-->\n\nTwo.\n';
    assert.equal(readme.forPackage(written), 'One.\n\nInstall.\n\nTwo.\n');
  });

  it('of Babelscope asks for no command that a package lacks', async () => {
    const packaged = readme.selfContained(readme.forPackage(await readFile('README.md', 'utf8')));
    assert.doesNotMatch(packaged, /npm |npx |mermaid|<!--|CONTRIBUTING/);
    assert.match(packaged, /Inspect Selection/);
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
