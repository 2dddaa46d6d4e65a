import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Packaging {
  judged(files: string[], target: string): { missing: (string | RegExp)[]; strangers: string[] };
}
interface Products {
  pages: string[];
  programs: Record<string, string>;
  built: string[];
}

describe('What is in a package', () => {
  let packaging: Packaging;
  let products: Products;

  const load = async <T>(file: string) => (await import(pathToFileURL(resolve(file)).href)) as T;

  before(async () => {
    packaging = await load<Packaging>('dev/package.mjs');
    products = await load<Products>('dev/products.mjs');
  });

  it('must hold every page and every program that the build makes', () => {
    const without = (name: string) => products.built.filter((file) => file !== name);
    for (const name of [
      'dist/webview/report.js',
      'dist/analyst.js',
      'dist/identifier.js',
      ...products.built,
    ]) {
      assert.ok(packaging.judged(without(name), 'linux-x64').missing.includes(name), name);
      assert.ok(!packaging.judged(products.built, 'linux-x64').missing.includes(name), name);
    }
  });

  it('may hold nothing else', () => {
    const { strangers } = packaging.judged(
      ['dist/engine.js', 'src/extension.ts', 'dist/engine.js.map'],
      'linux-x64',
    );
    assert.deepEqual(strangers, ['src/extension.ts', 'dist/engine.js.map']);
  });

  it('is refused for a platform that the runtime does not have', () => {
    assert.throws(() => packaging.judged([], 'solaris-sparc'), /solaris-sparc: choose one of/);
  });

  it('has a page for every folder of webview/ but the kit', async () => {
    const folders = (await readdir('webview', { withFileTypes: true })).filter((each) => each.isDirectory());
    assert.deepEqual(
      [...products.pages].sort(),
      folders
        .map(({ name }) => name)
        .filter((name) => name !== 'kit')
        .sort(),
    );
  });
});
