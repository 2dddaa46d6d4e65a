import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { after, before, describe, it } from 'mocha';
import { findAnatomy } from '../../../src/graph/anatomy';
import { GraphError } from '../../../src/graph/error';
import type { GraphErrorCode } from '../../../src/graph/error';
import { readGraph } from '../../../src/graph/file';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as Location,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from '../../../src/graph/onnx_pb';
import type { TensorProto } from '../../../src/graph/onnx_pb';
import { writeVariant } from '../../../src/graph/variants';
import { fixtureFile } from './fixture';

function refused(code: GraphErrorCode, text = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof GraphError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, text);
    assert.match(error.message, /^[A-Z].*[.]$/s);
    return true;
  };
}

function entries(tensor: TensorProto): Record<string, string> {
  return Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, value]));
}

describe('reading a graph', () => {
  let directory: string;
  let count = 0;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-file-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** A folder with a copy of a fixture. */
  async function copyOf(name: string): Promise<string> {
    const folder = join(directory, `copy-${(count += 1)}`);
    await cp(dirname(fixtureFile(name)), folder, { recursive: true });
    return join(folder, 'model.onnx');
  }

  async function fileOf(bytes: Uint8Array | string): Promise<string> {
    const file = join(directory, `bytes-${(count += 1)}.onnx`);
    await writeFile(file, bytes);
    return file;
  }

  /** The fixture with external weights, its references changed. */
  async function pointing(
    change: (entry: Record<string, string>) => Record<string, string>,
  ): Promise<string> {
    const file = await copyOf('llama-relu');
    const model = fromBinary(ModelProtoSchema, await readFile(file));
    for (const tensor of model.graph!.initializer) {
      if (tensor.dataLocation !== Location.EXTERNAL) continue;
      tensor.externalData = Object.entries(change(entries(tensor))).map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      );
    }
    await writeFile(file, toBinary(ModelProtoSchema, model));
    return file;
  }

  it('leaves large weights in the file and says exactly where they are', async () => {
    const file = fixtureFile('llama-silu');
    const whole = fromBinary(ModelProtoSchema, await readFile(file)).graph!;
    const { model, weights } = await readGraph(file);
    const bytes = await readFile(file);
    assert.equal(weights.folder, dirname(file));
    assert.deepEqual(weights.files, [{ path: file, size: bytes.length }]);
    let outside = 0;
    model.graph!.initializer.forEach((tensor, index) => {
      const original = whole.initializer[index];
      assert.equal(tensor.name, original.name);
      assert.deepEqual(tensor.dims, original.dims);
      if (tensor.dataLocation !== Location.EXTERNAL) {
        assert.ok(Buffer.from(tensor.rawData).equals(original.rawData));
        return;
      }
      outside += 1;
      const { location, offset, length } = entries(tensor);
      assert.equal(location, basename(file));
      const data = bytes.subarray(Number(offset), Number(offset) + Number(length));
      assert.ok(data.equals(original.rawData));
    });
    assert.ok(outside > 5);
    assert.deepEqual(model.graph!.node, whole.node);
  });

  it('opens four gigabytes of weights without reading them', async () => {
    // 64 weights of 64 MiB: a sparse file that takes no room on disk.
    const file = join(directory, 'large.onnx');
    const size = 64 << 20;
    const handle = await open(file, 'w');
    let position = 0;
    const put = async (bytes: Uint8Array): Promise<void> => {
      await handle.write(bytes, 0, bytes.length, position);
      position += bytes.length;
    };
    const node = create(NodeProtoSchema, { opType: 'Identity', input: ['weight-0'], output: ['y'] });
    const nodes = toBinary(GraphProtoSchema, create(GraphProtoSchema, { node: [node] }));
    const tensors = Array.from({ length: 64 }, (_, index) => {
      const tensor = { name: `weight-${index}`, dataType: Type.UINT8, dims: [BigInt(size)] };
      const head = toBinary(TensorProtoSchema, create(TensorProtoSchema, tensor));
      return { head, tail: [0x4a, ...varint(size)] };
    });
    const lengths = tensors.map(({ head, tail }) => head.length + tail.length + size);
    const total = lengths.reduce((sum, length) => sum + 1 + varint(length).length + length, nodes.length);
    await put(Uint8Array.from([0x08, 8, 0x3a, ...varint(total)]));
    await put(nodes);
    for (const [index, { head, tail }] of tensors.entries()) {
      await put(Uint8Array.from([0x2a, ...varint(lengths[index]), ...head, ...tail]));
      position += size;
    }
    await handle.truncate(position);
    await handle.close();

    const memory = process.memoryUsage().rss;
    const started = performance.now();
    const { model, weights } = await readGraph(file);
    const took = performance.now() - started;
    assert.ok(weights.files[0].size > 2 ** 32);
    assert.equal(model.graph!.initializer.length, 64);
    const last = entries(model.graph!.initializer[63]);
    assert.equal(Number(last.offset) + Number(last.length), weights.files[0].size);
    assert.ok(took < 1000, `${took} ms`);
    assert.ok(process.memoryUsage().rss - memory < 100e6);
  });

  it('says of a file cut off anywhere that it ends too early, or that it is no model', async () => {
    const bytes = await readFile(fixtureFile('llama-silu'));
    const seen = new Set<string>();
    const lengths = [
      ...Array(64).keys(),
      ...Array.from({ length: 200 }, (_, k) => Math.floor((bytes.length * k) / 200)),
    ];
    for (const length of [...lengths, bytes.length - 1]) {
      const file = await fileOf(bytes.subarray(0, length));
      await assert.rejects(readGraph(file).then(findAnatomy), (error) => {
        assert.ok(error instanceof GraphError, String(error));
        seen.add(error.code);
        return ['truncated', 'not-onnx'].includes(error.code);
      });
      await rm(file);
    }
    assert.deepEqual([...seen].sort(), ['not-onnx', 'truncated']);
  });

  for (const [what, bytes] of [
    ['an empty file', ''],
    ['text', 'It was the best of times, it was the worst of times.\n'.repeat(50)],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'],
    ['a web page', '<!DOCTYPE html><html><body>404</body></html>'],
    ['a ZIP archive', Buffer.from('504b0304140000000800', 'hex')],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['zeros', Buffer.alloc(5000)],
    ['a model without a graph', toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n }))],
  ] as const) {
    it(`says that ${what} is no ONNX model`, async () => {
      await assert.rejects(readGraph(await fileOf(bytes)), refused('not-onnx', /not an ONNX model|Git LFS/));
    });
  }

  it('says what it could not open', async () => {
    await assert.rejects(readGraph(join(directory, 'nowhere.onnx')), refused('unreadable', /nowhere\.onnx/));
    await assert.rejects(readGraph(directory), refused('unreadable'));
  });

  it('keeps references to external data as they are', async () => {
    const file = fixtureFile('llama-relu');
    const whole = fromBinary(ModelProtoSchema, await readFile(file)).graph!.initializer;
    const { model, weights } = await readGraph(file);
    assert.deepEqual(
      weights.files.map(({ path }) => basename(path)),
      ['model.onnx_data', 'model.onnx'].slice(0, weights.files.length),
    );
    model.graph!.initializer.forEach((tensor, index) => {
      const { location, offset, length } = entries(whole[index]);
      if (location) assert.deepEqual(entries(tensor), { location, offset, length });
    });
  });

  it('names the weights file that is missing', async () => {
    const file = await copyOf('llama-relu');
    await rm(join(dirname(file), 'model.onnx_data'));
    await assert.rejects(readGraph(file), refused('weights-missing', /model\.onnx_data/));
  });

  it('names the weights file that is too short', async () => {
    const file = await copyOf('llama-relu');
    await truncate(join(dirname(file), 'model.onnx_data'), 20000);
    await assert.rejects(readGraph(file), refused('truncated', /model\.onnx_data has 20000 bytes/));
  });

  for (const location of [
    '../other/model.onnx_data',
    '/etc/passwd',
    'C:\\weights',
    '..',
    'a/../../b',
    'a\0b',
  ]) {
    it(`refuses weights at ${JSON.stringify(location)}`, async () => {
      const file = await pointing((entry) => ({ ...entry, location }));
      await mkdir(join(directory, 'other'), { recursive: true });
      await cp(join(dirname(file), 'model.onnx_data'), join(directory, 'other', 'model.onnx_data'));
      await assert.rejects(readGraph(file), refused('weights-outside', /outside its folder/));
    });
  }

  it('refuses weights behind a link that leaves the folder', async function () {
    const file = await copyOf('llama-relu');
    const data = join(dirname(file), 'model.onnx_data');
    await cp(data, join(directory, 'elsewhere'));
    await rm(data);
    await symlink(join(directory, 'elsewhere'), data).catch(() => this.skip());
    await assert.rejects(readGraph(file), refused('weights-outside', /links/));
  });

  it('follows the links of a Hugging Face cache', async function () {
    const cache = join(directory, 'hub', 'models--someone--tiny');
    const snapshot = join(cache, 'snapshots', '0123abcd', 'onnx');
    await mkdir(snapshot, { recursive: true });
    await mkdir(join(cache, 'blobs'));
    for (const [name, blob] of [
      ['model.onnx', 'aaaa'],
      ['model.onnx_data', 'bbbb'],
    ]) {
      await cp(join(dirname(fixtureFile('llama-relu')), name), join(cache, 'blobs', blob));
      await symlink(join('..', '..', '..', 'blobs', blob), join(snapshot, name)).catch(() => this.skip());
    }
    const { model, weights } = await readGraph(join(snapshot, 'model.onnx'));
    const locations = new Set(model.graph!.initializer.flatMap((tensor) => entries(tensor).location ?? []));
    assert.equal(basename(weights.folder), 'blobs');
    assert.ok(locations.has('bbbb'));
    assert.ok([...locations].every((location) => ['aaaa', 'bbbb'].includes(location)));
  });

  for (const [what, change, says] of [
    ['a length that does not fit the shape', { length: '12' }, /claims the shape \[.*\(12 bytes\)/],
    ['a negative offset', { offset: '-8' }, /at the offset "-8", which is none/],
    ['an offset that is no number', { offset: 'zero' }, /at the offset "zero", which is none/],
    ['an offset beyond all files', { offset: '9'.repeat(30) }, /at the offset "9{30}", which is none/],
    ['no location', { location: '' }, /in a file without a name/],
  ] as const) {
    it(`refuses a weight with ${what}`, async () => {
      const file = await pointing((entry) => ({ ...entry, ...change }));
      await assert.rejects(readGraph(file), refused('malformed', says));
    });
  }

  for (const [what, make] of [
    ['no file, but a folder', (path: string) => mkdir(path)],
    ['a link to itself', (path: string) => symlink(path, path)],
    ['no file, but a pipe', (path: string) => Promise.resolve(execFileSync('mkfifo', [path]))],
  ] as const)
    it(`says of weights that they are ${what}`, async function () {
      if (process.platform === 'win32') this.skip();
      const file = await copyOf('llama-relu');
      await rm(join(dirname(file), 'model.onnx_data'));
      await make(join(dirname(file), 'model.onnx_data'));
      await assert.rejects(
        readGraph(file),
        refused('weights-missing', new RegExp(`model\\.onnx_data, which is ${what}\\.`)),
      );
    });

  it('does not open a pipe, also behind a link', async function () {
    if (process.platform === 'win32') this.skip();
    const [pipe, link] = ['pipe.onnx', 'link.onnx'].map((name) => join(directory, name));
    execFileSync('mkfifo', [pipe]);
    await symlink(pipe, link);
    for (const file of [pipe, link])
      await assert.rejects(readGraph(file), refused('unreadable', /is no file, but a pipe\./));
  });

  it('refuses a weight whose bytes do not fit its shape', async () => {
    const file = fixtureFile('llama-silu');
    const model = fromBinary(ModelProtoSchema, await readFile(file));
    const tensor = model.graph!.initializer.find(({ rawData }) => rawData.length > 1024)!;
    tensor.dims = [1n, ...tensor.dims, 2n];
    const lying = await fileOf(toBinary(ModelProtoSchema, model));
    await assert.rejects(readGraph(lying), refused('malformed', new RegExp(tensor.name.replace(/\W/g, '.'))));
  });

  it('never writes to the model folder', async () => {
    const file = await copyOf('llama-relu');
    const contents = async (): Promise<[string, string][]> => {
      const names = (await readdir(dirname(file))).sort();
      return Promise.all(
        names.map(async (name) => [name, await readFile(join(dirname(file), name), 'latin1')]),
      );
    };
    const before = await contents();
    const graph = await readGraph(file);
    for (const name of ['count', 'inspect', 'steer', 'lens', 'ablate'] as const) {
      await writeVariant(graph, findAnatomy(graph), name, join(directory, 'variants'));
    }
    assert.deepEqual(await contents(), before);
  });
});

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
