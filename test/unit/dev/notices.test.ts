import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Native {
  components: { name: string; licence: string; notice: string; marker: RegExp }[];
  buildFolders(binary: string): string[];
  componentOf(folder: string): { name: string } | undefined;
}

interface Notices {
  notices(metafiles: { inputs: Record<string, object> }[], shipped: string[]): string;
}

const load = async (name: string): Promise<unknown> => import(pathToFileURL(resolve('dev', name)).href);

describe('Notices of third parties', () => {
  const binaries: string[] = [];
  let native: Native;

  before(async () => {
    native = (await load('native-notices.mjs')) as Native;
    const folder = 'node_modules/onnxruntime-node/bin/napi-v6';
    for (const name of await readdir(folder, { recursive: true }))
      // The dynamic library of macOS is there twice, under two names.
      if (/(\.so\.1|\.node|\d\.\d+\.\d+\.dylib|onnxruntime\.dll)$/.test(name))
        binaries.push(await readFile(join(folder, name), 'latin1'));
  });

  it('name every library whose build folder stands in a binary of ONNX Runtime', () => {
    assert.ok(binaries.length >= 9, 'a library and a binding for each platform');
    const folders = new Set(binaries.flatMap((binary) => native.buildFolders(binary)));
    for (const known of ['dawn', 'protobuf', 'mbedtls', 'sqlite3', 'z']) assert.ok(folders.has(known), known);
    assert.deepEqual(
      [...folders].filter((folder) => !native.componentOf(folder)),
      [],
    );
  });

  it('name no library that is in none of them', () => {
    for (const { name, marker } of native.components)
      assert.ok(
        binaries.some((binary) => marker.test(binary)),
        name,
      );
  });

  it('stand in the file beside the product, and for a package in two versions twice', async () => {
    const { notices } = (await load('notices.mjs')) as Notices;
    const inside = 'node_modules/@microsoft/fast-foundation/node_modules/tslib/tslib.es6.js';
    const inputs = { 'node_modules/tslib/tslib.es6.mjs': {}, [inside]: {} };
    const text = notices([{ inputs }], ['onnxruntime-node']);
    for (const { name, licence } of native.components) assert.ok(text.includes(`${name}: ${licence}`), name);
    assert.match(text, /^tslib 1\.14\.1: 0BSD$/m);
    assert.match(text, /^tslib 2\.\d+\.\d+: 0BSD$/m);
    const built = await readFile('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
    assert.match(built, /^tslib 1\.14\.1: 0BSD$/m);
    assert.ok(built.includes('SQLite'));
    // What is said to stand elsewhere in the file stands there.
    assert.match(built, /^@huggingface\/tokenizers [\d.]+: Apache-2\.0$/m);
    assert.match(built, /Apache License\s+Version 2\.0, January 2004/);
  });
});
