import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { LoopbackHub } from '../../loopback-hub';
import { tinyModel } from '../../tiny-model';

describe('Downloading from the command line', () => {
  let folder: string;
  let hub: LoopbackHub;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-cli-'));
    const files = tinyModel();
    files['onnx/model_q4.onnx'] = Buffer.from('another graph');
    files['README.md'] = Buffer.from('never fetched');
    hub = await LoopbackHub.start('someone/tiny-onnx', files);
  });
  afterEach(async () => {
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function download(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const { HF_TOKEN: _, HUGGING_FACE_HUB_TOKEN: __, HF_TOKEN_PATH: ___, ...env } = process.env;
    const child = spawn(process.execPath, [resolve('dist/cli.js'), 'download', ...args], {
      cwd: folder,
      env: { ...env, HF_ENDPOINT: hub.endpoint, HF_HOME: folder, NO_COLOR: '1' },
    });
    child.stdin.end();
    const code = new Promise<number | null>((done) => child.once('close', done));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, out, err };
  }

  it('lists the graphs, and fetches none until one is chosen', async () => {
    const { code, out, err } = await download('someone/tiny-onnx');
    assert.equal(code, 0, err);
    assert.match(out, /^Choose one with --variant:\n {2}q4 .*\n {2}model .*KB\n$/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('fetches the one that is named, with what it takes to use it, into a folder of the model’s name', async () => {
    const { code, out, err } = await download('someone/tiny-onnx', '--variant', 'model', '--json');
    assert.equal(code, 0, err);
    const printed = JSON.parse(out) as { folder: string; variant: string; revision: string };
    assert.deepEqual(
      [printed.variant, printed.revision, await readdir(folder)],
      ['model', hub.revision, ['tiny-onnx']],
    );
    const graph = await readFile(join(folder, 'tiny-onnx/onnx/model.onnx'));
    assert.ok(graph.equals(hub.files['onnx/model.onnx']));
    assert.deepEqual(await readdir(join(folder, 'tiny-onnx/onnx')), ['model.onnx']);
    assert.ok(hub.asked.every(({ url }) => !/README|q4/.test(url)));
  });

  it('says which there are where it is asked for another', async () => {
    const { code, err } = await download('someone/tiny-onnx', '--variant', 'fp16');
    assert.equal(code, 2);
    assert.match(err, /There is no variant “fp16”; there are q4, model\./);
  });

  it('gives its token only when told to, and says what to do without one', async () => {
    hub.gated = true;
    const { code, err } = await download('someone/tiny-onnx');
    assert.equal(code, 1);
    assert.match(err, /Accept its terms on .*someone\/tiny-onnx/);
    assert.ok(hub.asked.every(({ authorization }) => authorization === undefined));
  });

  it('says that there is no token where it is told to use one', async () => {
    const { code, err } = await download('someone/tiny-onnx', '--token');
    assert.equal(code, 1);
    assert.match(err, /There is no token in HF_TOKEN/);
    assert.equal(hub.asked.length, 0);
  });

  it('fetches a folder of onnxruntime-genai’s layout into one of its own', async () => {
    for (const [path, content] of Object.entries(tinyModel()))
      hub.files[`cpu/cpu-int4/${path.replace('onnx/', '')}`] = content;
    const { code, out, err } = await download('someone/tiny-onnx', '--variant', 'cpu/cpu-int4');
    assert.equal(code, 0, err);
    assert.match(out, /tiny-onnx-cpu-int4: someone\/tiny-onnx \(cpu-int4\), /);
    assert.ok((await readdir(join(folder, 'tiny-onnx-cpu-int4'))).includes('model.onnx'));
  });
});
