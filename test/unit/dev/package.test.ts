import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Packaging {
  judged(
    files: string[],
    target: string,
    made?: string[],
  ): { missing: (string | RegExp)[]; strangers: string[] };
}
interface Products {
  pages: string[];
  programs: Record<string, string>;
  built: string[];
  outputs(): Record<string, { imports: { path: string; external?: boolean }[] }>;
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

  it('must hold each part that the pages of this build share, and none of another build', () => {
    const part = 'dist/webview/parts/toolkit-2GEAAXRU.js';
    const judge = (files: string[]) => packaging.judged([...products.built, ...files], 'linux-x64', [part]);
    assert.ok(judge([]).missing.includes(part));
    assert.ok(!judge([part]).missing.includes(part));
    assert.deepEqual(judge([part]).strangers, []);
    const old = 'dist/webview/parts/toolkit-AAAAAAAA.js';
    assert.deepEqual(judge([part, old]).strangers, [old]);
  });

  it('has every part that its pages ask for', () => {
    const outputs = products.outputs();
    for (const [file, { imports }] of Object.entries(outputs))
      for (const { path, external } of imports) assert.ok(external || path in outputs, `${file}: ${path}`);
    const { imports } = outputs['dist/webview/inspector.js'];
    assert.ok(imports.some(({ path }) => path.startsWith('dist/webview/parts/')));
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
