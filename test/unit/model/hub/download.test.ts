import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, symlink, writeFile, mkdir } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import { readGraph } from '../../../../src/graph/file';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from '../../../../src/graph/onnx_pb';
import { readModelFolder } from '../../../../src/model/folder';
import { addedFiles, download, readRecord, removeDownload } from '../../../../src/model/hub/download';
import { listDownloads } from '../../../../src/model/hub/downloads';
import type { Hub } from '../../../../src/model/hub/endpoint';
import { listFiles, searchModels } from '../../../../src/model/hub/listing';
import { findVariant, variantsOf } from '../../../../src/model/hub/variants';
import { BabelscopeError, type FailureCode, toFailure } from '../../../../src/rpc/failure';
import { type Fault, LoopbackHub, times } from '../../../loopback-hub';
import { tinyModel } from '../../../tiny-model';

const patience = { attempts: 3, pause: 1, longestPause: 50 };
const text = (content: string) => Buffer.from(content);
const weights = Buffer.alloc(300_000, 0).map((_, i) => (i * 7919) % 251);
const files = {
  'README.md': text('never fetched'),
  'config.json': text('{"model_type": "llama"}'),
  'pytorch_model.bin': text('never fetched'),
  'tokenizer.json': text('{}'),
  'tokenizer_config.json': text('{"x": "é"}'),
  'onnx/model.onnx': Buffer.from('graph'),
  'onnx/model.onnx_data': Buffer.from(weights),
  'onnx/model_q4.onnx': Buffer.from(weights.subarray(0, 90_000)),
  'onnx/model_q4.onnx.py': text('never fetched'),
};
const path = 'onnx/model.onnx_data';
const isPath: (fault: Fault) => Fault = (fault) => (request, response, content) =>
  request.url === `/${path}` && fault(request, response, content);

/** A graph with a weight in each of some files. */
function graphNaming(...locations: string[]): Buffer {
  const initializer = locations.map((value, i) =>
    create(TensorProtoSchema, {
      name: `weight-${i}`,
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: [create(StringStringEntryProtoSchema, { key: 'location', value })],
    }),
  );
  const node = [create(NodeProtoSchema, { opType: 'Identity', input: ['weight-0'], output: ['y'] })];
  const graph = create(GraphProtoSchema, { node, initializer });
  return Buffer.from(toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph })));
}

describe('Downloading a model', () => {
  let server: LoopbackHub;
  let hub: Hub;
  let folder: string;

  beforeEach(async () => {
    server = await LoopbackHub.start('someone/tiny-onnx', { ...files });
    hub = { endpoint: server.endpoint, token: undefined, proxy: undefined };
    folder = await mkdtemp(join(tmpdir(), 'babelscope-hub-'));
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const place = () => join(folder, 'someone', 'tiny-onnx');
  interface Own {
    name?: string;
    signal?: AbortSignal;
    freeBytes?: () => Promise<number>;
    onProgress?: (done: number, total: number) => void;
    onWait?: (sentence: string) => void;
  }
  async function fetchIt({ name = 'model', ...own }: Own = {}): Promise<void> {
    const listing = await listFiles(hub, server.repository, { patience, ...own });
    const variant = variantsOf(listing).find((each) => each.name === name);
    assert.ok(variant, name);
    const options = { patience, onProgress: () => undefined, ...own };
    await download({ hub, listing, variant, folder: place() }, options);
  }
  async function assertWhole(): Promise<void> {
    for (const target of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx', path])
      assert.deepEqual(await readFile(join(place(), target)), files[target as keyof typeof files], target);
    assert.equal((await readRecord(place()))?.complete, true);
    assert.ok(!existsSync(join(place(), `${path}.part`)));
  }
  async function assertFails(code: FailureCode, sentence: RegExp, own: Own = {}): Promise<void> {
    await assert.rejects(fetchIt(own), (error) => {
      const failure = toFailure(error);
      assert.equal(failure.code, code, failure.message);
      assert.match(failure.message, sentence);
      return true;
    });
  }
  /** Leaves the folder as a download does that has begun. */
  async function interrupt(): Promise<void> {
    await mkdir(join(place(), 'onnx'), { recursive: true });
    const { repository, revision } = server;
    const record = { format: 'babelscope-download', repository, revision, files: [], complete: false };
    await writeFile(join(place(), '.babelscope-download.json'), JSON.stringify(record));
  }
  const partSize = async () => (await stat(join(place(), `${path}.part`)).catch(() => undefined))?.size ?? 0;
  /** Breaks the connection off once so much of it lies on the disk. */
  async function dropAt(bytes: number, response: ServerResponse): Promise<void> {
    while ((await partSize()) < bytes) await pause(5);
    response.destroy();
  }
  const asked = (host: 'hub' | 'store') => server.asked.filter((each) => each.host === host);

  it('finds models, and lists their graphs with all that each takes, smallest first', async () => {
    assert.deepEqual(await searchModels(hub, 'tiny', { patience }), [
      { repository: 'someone/tiny-onnx', downloads: 1234, gated: false },
    ]);
    const variants = variantsOf(await listFiles(hub, server.repository, { patience }));
    assert.deepEqual(
      variants.map(({ name, files }) => [name, files.map((file) => file.target)]),
      [
        ['q4', ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_q4.onnx']],
        ['model', ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx', path]],
      ],
    );
  });

  it('fetches the wanted files and no others, and tells how far it is', async () => {
    const seen: number[] = [];
    let all = 0;
    await fetchIt({
      onProgress: (done, total) => {
        seen.push(done);
        all = total;
      },
    });
    await assertWhole();
    assert.deepEqual([seen[0], seen.at(-1)], [0, all]);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
    assert.ok(!server.asked.some(({ url }) => /README|pytorch|q4|\.py/.test(url)));
    assert.deepEqual(await listDownloads(folder), [
      { folder: place(), repository: 'someone/tiny-onnx', complete: true },
    ]);
  });

  it('takes a dropped connection up again where it was', async () => {
    const drop: Fault = (_, response, content) => {
      response.writeHead(200, { 'content-length': content!.length });
      response.write(content!.subarray(0, 100_000));
      void dropAt(100_000, response);
      return true;
    };
    server.faults = [isPath(times(1, drop))];
    await fetchIt();
    await assertWhole();
    assert.deepEqual(
      asked('store')
        .filter(({ url }) => url === `/${path}`)
        .map(({ range }) => range),
      [undefined, 'bytes=100000-'],
    );
  });

  it('gives up after many drops, keeps what has come, and goes on from there the next time', async () => {
    let served = 0;
    const trickle: Fault = (request, response, content) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0] ?? 0);
      if (served++ > 0) {
        response.destroy();
        return true;
      }
      response.writeHead(200, { 'content-length': content!.length });
      response.write(content!.subarray(from, from + 50_000));
      void dropAt(50_000, response);
      return true;
    };
    server.faults = [isPath(trickle)];
    await assertFails('hub-unreachable', /breaks off|cannot be reached/);
    assert.equal(await partSize(), 50_000);
    assert.equal((await readRecord(place()))?.complete, false);
    assert.equal((await listDownloads(folder))[0].complete, false);
    server.faults = [];
    server.asked.length = 0;
    const seen: number[] = [];
    await fetchIt({ onProgress: (done) => seen.push(done) });
    await assertWhole();
    assert.ok(seen[0] > 50_000, 'what was there counts from the start');
    assert.deepEqual(
      asked('store').map(({ range }) => range),
      ['bytes=50000-'],
    );
  });

  it('waits as long as a busy server asks and says so, and gives up in a sentence', async () => {
    const busy =
      (seconds: string): Fault =>
      (_, response) => {
        response.writeHead(429, { 'retry-after': seconds }).end();
        return true;
      };
    server.faults = [times(2, busy('0.05'))];
    const waits: string[] = [];
    const started = performance.now();
    await fetchIt({ onWait: (sentence) => waits.push(sentence) });
    assert.ok(performance.now() - started >= 99);
    await assertWhole();
    const { host } = new URL(server.endpoint);
    assert.deepEqual(waits, Array(2).fill(`${host} asks to wait 1 s`));
    server.faults = [busy('0.05')];
    await assertFails('hub-refused', /asked too much just now.*try again/);
    // More than the longest pause that it agrees to.
    server.asked.length = 0;
    server.faults = [busy('100000')];
    await assertFails('hub-unreachable', /asks to be left alone for 28 h\..*try again then/);
    assert.equal(server.asked.length, 1);
  });

  it('starts a file anew where the server does not know its rest', async () => {
    await interrupt();
    await writeFile(join(place(), `${path}.part`), weights.subarray(0, 1000));
    server.faults = [
      isPath((request, response) => {
        if (request.headers.range === undefined) return false;
        response.writeHead(416).end();
        return true;
      }),
    ];
    await fetchIt();
    await assertWhole();
  });

  it('gives up on a file that is shorter than its listing says', async () => {
    server.lies = { [path]: { lfs: { oid: 'b'.repeat(64), size: weights.length + 1000 } } };
    await assertFails('download-broken', /does not give the rest of onnx\/model\.onnx_data/);
    const ranges = asked('store')
      .filter(({ url }) => url === `/${path}`)
      .map(({ range }) => range);
    assert.deepEqual(ranges.slice(0, 3), [undefined, `bytes=${weights.length}-`, undefined]);
    assert.ok(ranges.length <= 2 * patience.attempts, `${ranges.length} requests`);
  });

  it('starts a file anew where the server sends all of it instead of the rest', async () => {
    await interrupt();
    await writeFile(join(place(), `${path}.part`), Buffer.alloc(5000, 1));
    server.faults = [
      isPath((_, response, content) => {
        response.writeHead(200).end(content);
        return true;
      }),
    ];
    await fetchIt();
    await assertWhole();
  });

  it('fetches a file once more whose checksum is another, which an earlier part can be to blame for', async () => {
    await interrupt();
    await writeFile(join(place(), `${path}.part`), Buffer.alloc(5000, 1));
    await fetchIt();
    await assertWhole();
  });

  for (const [what, lie] of [
    ['a large', { [path]: { lfs: { oid: 'b'.repeat(64), size: weights.length } } }],
    ['a small', { 'tokenizer.json': { oid: 'b'.repeat(40) } }],
    ['a file without a checksum,', { 'tokenizer.json': { oid: '' } }],
  ] as const)
    it(`keeps nothing of ${what} file whose checksum stays another`, async () => {
      server.lies = lie;
      await assertFails('download-broken', /checksum is another/);
      const [target] = Object.keys(lie);
      assert.ok(!existsSync(join(place(), target)));
      assert.ok(!existsSync(join(place(), `${target}.part`)));
    });

  it('takes no more than was promised', async () => {
    server.faults = [
      isPath((_, response, content) => {
        response.writeHead(200);
        response.end(Buffer.concat([content!, Buffer.alloc(1_000_000)]));
        return true;
      }),
    ];
    await fetchIt();
    await assertWhole();
  });

  it('tells its token to the Hub and to no other host that it is sent on to', async () => {
    server.gated = true;
    hub = { ...hub, token: server.token };
    await fetchIt();
    await assertWhole();
    assert.ok(asked('hub').every(({ authorization }) => authorization === `Bearer ${server.token}`));
    assert.ok(asked('store').length > 0);
    assert.ok(asked('store').every(({ authorization }) => authorization === undefined));
  });

  it('says what to do about a model with terms, with a token and without', async () => {
    server.gated = true;
    await assertFails('hub-refused', /only to those.*Accept its terms on http.*someone\/tiny-onnx.*a token/);
    hub = { ...hub, token: 'hf_wrong' };
    await assertFails('hub-refused', /only to those.*that reaches it/);
  });

  it('says of a name that the Hub does not know that it is misspelt or private, not that it has terms', async () => {
    server.faults = [
      (_, response) => {
        response.writeHead(401, { 'x-error-code': 'RepoNotFound' }).end();
        return true;
      },
    ];
    await assertFails(
      'hub-refused',
      /has no someone\/tiny-onnx, or it is private\. Check the name; .* takes a token\.$/,
    );
    hub = { ...hub, token: 'hf_wrong' };
    await assertFails('hub-refused', /Check the name; .* takes a token that reaches it\.$/);
    server.faults = [
      (_, response) => {
        response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end();
        return true;
      },
    ];
    await assertFails('hub-refused', /Accept its terms/);
  });

  it('follows no redirect without end, and none to an address that is no web page', async () => {
    let sentTo = '';
    server.faults = [
      isPath((_, response) => {
        response.writeHead(302, { location: sentTo }).end();
        return true;
      }),
    ];
    sentTo = `/${path}`;
    await assertFails('hub-refused', /sends on without end/);
    sentTo = 'file:///etc/passwd';
    await assertFails('hub-refused', /not safe/);
  });

  for (const evil of [
    '../evil',
    'onnx/../../evil.onnx',
    '/etc/evil',
    'a\\..\\..\\evil',
    'C:evil',
    'a//b',
    './x',
    '',
  ])
    it(`fetches nothing of a repository that lists “${evil}”`, async () => {
      server.extra = [{ type: 'file', path: evil, size: 1, oid: 'c'.repeat(40) }];
      await assertFails('download-broken', /leave its folder/);
      assert.equal(asked('store').length, 0);
      assert.ok(!existsSync(place()));
    });

  it('asks for room first, without what is there already', async () => {
    await assertFails('storage-unwritable', /needs 0\.300 MB, but only 0\.299 MB are free/, {
      freeBytes: () => Promise.resolve(299_000),
    });
    assert.equal(asked('store').length, 0);
    await interrupt();
    await writeFile(join(place(), `${path}.part`), weights.subarray(0, 100_000));
    await fetchIt({ freeBytes: () => Promise.resolve(201_000) });
    await assertWhole();
  });

  it('says that the disk is full', async function () {
    if (process.platform !== 'linux') this.test!.title += ' (a write that fails, on Linux)';
    await interrupt();
    await symlink(process.platform === 'linux' ? '/dev/full' : folder, join(place(), `${path}.part`));
    await assertFails(
      'storage-unwritable',
      process.platform === 'linux' ? /the disk is full/ : /cannot write/,
    );
  });

  it('ends when it is cancelled, keeps what has come, and goes on later', async () => {
    const ending = new AbortController();
    const stall: Fault = (_, response, content) => {
      response.writeHead(200, { 'content-length': content!.length });
      response.write(content!.subarray(0, 70_000));
      return true;
    };
    server.faults = [isPath(times(1, stall))];
    const few = Object.entries(files)
      .filter(([name]) => /json$|model\.onnx$/.test(name))
      .reduce((sum, [, content]) => sum + content.length, 0);
    const onProgress = (done: number) => {
      if (done >= few + 70_000) ending.abort();
    };
    await assertFails('cancelled', /Cancelled/, { signal: ending.signal, onProgress });
    assert.equal(await partSize(), 70_000);
    await fetchIt();
    await assertWhole();
  });

  it('adds a second graph beside the first, and fetches nothing twice', async () => {
    await fetchIt({ name: 'q4' });
    server.asked.length = 0;
    await fetchIt();
    await assertWhole();
    assert.ok(existsSync(join(place(), 'onnx/model_q4.onnx')));
    assert.ok(!asked('hub').some(({ url }) => /resolve.*(config|tokenizer)/.test(url)));
  });

  it('writes into no folder that holds another model, and deletes only what it has made', async () => {
    await fetchIt({ name: 'q4' });
    const listing = await listFiles(hub, server.repository, { patience });
    const [variant] = variantsOf(listing);
    const other = { hub, listing: { ...listing, repository: 'someone/else' }, variant, folder: place() };
    await assert.rejects(
      download(other, { patience, onProgress: () => undefined }),
      (error) => error instanceof BabelscopeError && /holds the model someone\/tiny-onnx/.test(error.message),
    );
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await removeDownload(folder);
    assert.ok(existsSync(join(folder, 'mine.txt')));
    assert.deepEqual(await addedFiles(place()), []);
    await writeFile(join(place(), 'mine.lape.safetensors'), 'counted here');
    assert.deepEqual(await addedFiles(place()), ['mine.lape.safetensors']);
    await removeDownload(place());
    assert.ok(!existsSync(place()));
  });

  for (const [what, name, content] of [
    ['another configuration', 'config.json', text('{"model_type": "mine"}')],
    ['weights of the same size', path, Buffer.alloc(weights.length, 1)],
    ['something that no download wants', 'notes/mine.txt', text('mine')],
    ['the rest of a download of something else', `${path}.part`, text('mine')],
  ] as const)
    it(`overwrites nothing in a person’s own folder that holds ${what}`, async () => {
      const file = join(place(), name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      await assertFails('storage-unwritable', /holds something.*Choose another folder\.$/);
      assert.deepEqual(await readFile(file), content);
      assert.equal(asked('store').length, 0);
      assert.equal(await readRecord(place()), undefined);
    });

  it('replaces in a download what was downloaded there, but no graph that a person has put beside it', async () => {
    await fetchIt({ name: 'q4' });
    const mine = join(place(), 'onnx/model.onnx');
    await writeFile(mine, 'mine');
    await assertFails('storage-unwritable', /holds something.*onnx\/model\.onnx/);
    assert.equal(await readFile(mine, 'utf8'), 'mine');
    await rm(mine);
    await fetchIt();
    // Another revision comes over this one, the one graph today and the other later.
    const record = join(place(), '.babelscope-download.json');
    const said = await readFile(record, 'utf8');
    await writeFile(record, said.replaceAll(server.revision, 'd'.repeat(40)));
    server.files['onnx/model_q4.onnx'] = Buffer.from('the next');
    await fetchIt();
    assert.deepEqual(await addedFiles(place()), []);
    await fetchIt({ name: 'q4' });
    assert.equal(await readFile(join(place(), 'onnx/model_q4.onnx'), 'utf8'), 'the next');
    await assertWhole();
  });

  it('takes a folder that is empty, or that holds nothing but what is wanted', async () => {
    await mkdir(join(place(), 'onnx'), { recursive: true });
    await fetchIt();
    await assertWhole();
    await rm(join(place(), '.babelscope-download.json'));
    await rm(join(place(), 'config.json'));
    server.asked.length = 0;
    await fetchIt();
    await assertWhole();
    assert.deepEqual(
      server.asked.filter(({ url }) => url.includes('/resolve/')).map(({ url }) => basename(url)),
      ['config.json'],
    );
  });

  describe('with weights under names of their own', () => {
    const [first, second] = [0, 200_000].map((from) => Buffer.from(weights.subarray(from, from + 200_000)));

    beforeEach(() => {
      Object.assign(server.files, {
        'onnx/model.onnx': graphNaming('weights.bin', './parts/2', 'weights.bin'),
        'onnx/weights.bin': first,
        'onnx/parts/2': second,
        'onnx/parts/3': text('never fetched'),
      });
    });

    it('fetches the files that the graph names, in their folders, and no others', async () => {
      let [done, all] = [0, 0];
      await fetchIt({
        onProgress: (...progress) => {
          [done, all] = progress;
        },
      });
      assert.deepEqual(await readFile(join(place(), 'onnx/weights.bin')), first);
      assert.deepEqual(await readFile(join(place(), 'onnx/parts/2')), second);
      assert.ok(!existsSync(join(place(), 'onnx/parts/3')));
      assert.equal((await readRecord(place()))?.complete, true);
      assert.deepEqual([await addedFiles(place()), done], [[], all]);
      server.asked.length = 0;
      await fetchIt();
      assert.ok(!server.asked.some(({ url }) => url.includes('/resolve/')), 'nothing twice');
    });

    it('asks for room for them too, and holds them against their checksums', async () => {
      await assertFails('storage-unwritable', /needs 0\.6 MB, but only 0\.1 MB are free/, {
        freeBytes: () => Promise.resolve(existsSync(join(place(), 'onnx/model.onnx')) ? 100_000 : 1e9),
      });
      server.lies = { 'onnx/parts/2': { oid: 'b'.repeat(40) } };
      await assertFails('download-broken', /onnx\/parts\/2 did not come/);
      assert.equal((await readRecord(place()))?.complete, false);
    });

    it('is not done where the repository lacks one', async () => {
      delete server.files['onnx/parts/2'];
      await assertFails(
        'download-broken',
        /keeps its weights in parts\/2, which the repository lacks\. Choose/,
      );
      assert.equal((await readRecord(place()))?.complete, false);
      assert.ok(!existsSync(join(place(), 'onnx/weights.bin')));
    });

    for (const evil of [
      '../config.json',
      '/etc/passwd',
      'C:\\x',
      'a/../../x',
      '',
      '.babelscope-download.json',
    ])
      it(`fetches nothing for a graph that names “${evil}”`, async () => {
        server.files['onnx/model.onnx'] = graphNaming(evil);
        await assertFails('download-broken', /says that its weights are in a place that is none of its own/);
      });
  });

  describe('in the layout of onnxruntime-genai', () => {
    const fixture = resolve('test/fixtures/models/llama-silu-genai');
    const [cpu, cuda] = ['cpu_and_mobile/cpu-int4', 'cuda/cuda-fp16'];

    beforeEach(async () => {
      server.files = { 'config.json': text('{"model_type": "llama"}') };
      for (const name of ['model.onnx', 'model.onnx.data', 'genai_config.json'])
        for (const origin of [cpu, cuda])
          server.files[`${origin}/${name}`] = await readFile(join(fixture, name));
      for (const origin of [cpu, cuda])
        server.files[`${origin}/tokenizer.json`] = tinyModel()['tokenizer.json'];
    });

    it('lists each folder with a graph and what it takes, and finds it by name and by path', async () => {
      const variants = variantsOf(await listFiles(hub, server.repository, { patience }));
      assert.deepEqual(
        variants.map(({ name, origin, suffix }) => [name, origin, suffix]),
        [
          ['cpu-int4', cpu, '-cpu-int4'],
          ['cuda-fp16', cuda, '-cuda-fp16'],
        ],
      );
      for (const said of ['cuda-fp16', cuda, `${cuda}/`, `${cuda}/model.onnx`])
        assert.equal(findVariant(variants, said), variants[1], said);
      assert.equal(findVariant(variants, 'model'), undefined);
    });

    it('finds the only folder by its name and path, too', async () => {
      const left = Object.entries(server.files).filter(([name]) => !name.startsWith('cuda'));
      server.files = Object.fromEntries(left);
      const variants = variantsOf(await listFiles(hub, server.repository, { patience }));
      assert.deepEqual(
        variants.map(({ name, suffix }) => [name, suffix]),
        [['model', '']],
      );
      for (const said of ['cpu-int4', cpu]) assert.equal(findVariant(variants, said), variants[0], said);
    });

    it('fetches no genai_config.json that names another graph of a folder with a config.json', async () => {
      const [graph, tokenizer] = ['model.onnx', 'tokenizer.json'].map(
        (name) => server.files[`${cpu}/${name}`],
      );
      const described = server.files[`${cpu}/genai_config.json`];
      const both = { 'onnx/model.onnx': graph, 'onnx/model_q4.onnx': tinyModel()['onnx/model.onnx'] };
      const config = tinyModel()['config.json'];
      server.files = {
        'config.json': config,
        'tokenizer.json': tokenizer,
        'genai_config.json': described,
        ...both,
      };
      await fetchIt({ name: 'q4' });
      assert.equal((await readModelFolder(place())).graphFile, join(place(), 'onnx/model_q4.onnx'));
    });

    it('fetches one of them into a folder that opens, and no other into the same', async () => {
      await fetchIt({ name: 'cpu-int4' });
      const { graphFile, config } = await readModelFolder(place());
      assert.equal(graphFile, join(place(), 'model.onnx'));
      assert.deepEqual([config.layers, config.modelType], [2, 'llama']);
      assert.equal((await readGraph(graphFile)).weights.files.length, 1);
      assert.ok(!asked('hub').some(({ url }) => /resolve.*cuda/.test(url)));
      await assertFails('storage-unwritable', /holds what lies in cpu_and_mobile\/cpu-int4 of/, {
        name: 'cuda-fp16',
      });
      await fetchIt({ name: 'cpu-int4' });
    });
  });

  it('says that nothing is reached, that nothing is there, and that it is no Hub', async () => {
    await assert.rejects(listFiles(hub, 'someone/absent', { patience }), /has no someone\/absent/);
    await assert.rejects(listFiles(hub, '../x', { patience }), /no name of a model/);
    server.faults = [
      (_, response) => {
        response.writeHead(200).end('<html>');
        return true;
      },
    ];
    await assertFails('download-broken', /cannot be read/);
    await server.stop();
    await assertFails('hub-unreachable', /cannot be reached/);
    server = await LoopbackHub.start('someone/tiny-onnx', {});
  });

  it('goes through a proxy, which sees only where to', async () => {
    const targets: (string | undefined)[] = [];
    const sockets: Socket[] = [];
    const proxy = createServer((_, response) => response.writeHead(400).end());
    proxy.on('connect', (request, client: Socket) => {
      targets.push(request.url);
      const [host, port] = (request.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(client).pipe(target);
      });
      sockets.push(client, target);
      for (const socket of [client, target]) socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      hub = { ...hub, proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
      await fetchIt();
      await assertWhole();
      const hosts = [server.endpoint, server.storeAddress].map((address) => new URL(address).host);
      assert.deepEqual([...new Set(targets)].sort(), hosts.sort());
      assert.equal(targets.length, server.asked.length);
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});
