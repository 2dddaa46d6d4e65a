import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubEndpoint, proxyFor } from '../../../../src/model/hub/endpoint';
import { usualToken } from '../../../../src/model/hub/token';
import { variantsOf } from '../../../../src/model/hub/variants';

describe('The address of the Hub', () => {
  it('is Hugging Face’s unless one is named', () => {
    assert.equal(hubEndpoint(undefined), 'https://huggingface.co');
    assert.equal(hubEndpoint(' '), 'https://huggingface.co');
    assert.equal(hubEndpoint('https://mirror.example/hf/'), 'https://mirror.example/hf');
    assert.equal(hubEndpoint('http://127.0.0.1:8080'), 'http://127.0.0.1:8080');
  });

  it('is never one that others can listen in on, nor nonsense', () => {
    for (const bad of [
      'http://mirror.example',
      'mirror',
      'file:///x',
      'https://me:pw@mirror.example',
      'https://x/?a',
    ])
      assert.throws(() => hubEndpoint(bad), /no address of a Hub/, bad);
  });

  it('is reached through the proxy that is configured, but for hosts that are excepted', () => {
    const env = { HTTPS_PROXY: 'http://proxy:1', NO_PROXY: 'localhost, .inner.example,127.0.0.1' };
    assert.equal(proxyFor('huggingface.co', env), 'http://proxy:1');
    assert.equal(proxyFor('huggingface.co', env, 'http://other:2'), 'http://other:2');
    for (const host of ['localhost', '127.0.0.1', 'inner.example', 'hub.inner.example'])
      assert.equal(proxyFor(host, env), undefined, host);
    assert.equal(proxyFor('winner.example', env), 'http://proxy:1');
    assert.equal(proxyFor('huggingface.co', { ...env, NO_PROXY: '*' }), undefined);
    assert.equal(proxyFor('huggingface.co', {}), undefined);
  });

  it('gets the token of other tools where that is asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'babelscope-token-'));
    try {
      assert.equal(await usualToken({ HF_HOME: folder }), undefined);
      await writeFile(join(folder, 'token'), 'hf_file\n');
      assert.equal(await usualToken({ HF_HOME: folder }), 'hf_file');
      assert.equal(await usualToken({ HF_HOME: folder, HF_TOKEN: 'hf_env' }), 'hf_env');
      assert.equal(await usualToken({ HF_TOKEN: 'two\r\nlines' }), undefined);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('The graphs of a repository', () => {
  const variants = (...paths: string[]) =>
    variantsOf({
      repository: 'a/b',
      revision: 'c'.repeat(40),
      files: paths.map((path) => ({ path, bytes: path.length, sha256: undefined, sha1: undefined })),
    }).map(({ name, files }) => [name, ...files.map(({ path, target }) => `${path}>${target}`)]);
  const companions = ['config.json', 'tokenizer.json'];
  const own = companions.map((name) => `${name}>${name}`);

  it('come with their weights in one file or many', () => {
    const parts = ['onnx/model_fp16.onnx', 'onnx/model_fp16.onnx_data', 'onnx/model_fp16.onnx_data_1'];
    assert.deepEqual(variants(...companions, ...parts, 'onnx/model_fp16.onnx_database'), [
      ['fp16', ...own, ...parts.map((path) => `${path}>${path}`)],
    ]);
    assert.deepEqual(variants(...companions, 'model.onnx', 'model.onnx.data'), [
      ['model', ...own, 'model.onnx>model.onnx', 'model.onnx.data>model.onnx.data'],
    ]);
  });

  it('have the configuration and tokenizer that are nearest', () => {
    const deep = ['cpu/int4/config.json', 'cpu/int4/tokenizer.json', 'cpu/int4/model.onnx'];
    assert.deepEqual(variants(...companions, ...deep), [
      ['model', ...deep.map((path) => `${path}>${path.split('/').at(-1)}`)],
    ]);
    assert.deepEqual(variants(...companions, 'a/b/model_q4.onnx'), [
      ['q4', ...own, 'a/b/model_q4.onnx>onnx/model_q4.onnx'],
    ]);
  });

  it('are none without them, nor encoders and caches', () => {
    assert.deepEqual(variants('onnx/model.onnx', 'config.json'), []);
    const others = [
      'onnx/encoder_model.onnx',
      'onnx/decoder_with_past_model.onnx',
      'onnx/vision_encoder.onnx',
    ];
    assert.deepEqual(variants(...companions, ...others), []);
  });

  it('are told apart by their folders, or by their paths where those are called the same', () => {
    const named = (...graphs: string[]) => variants(...companions, ...graphs).map(([name]) => name);
    assert.deepEqual(named('a/model_q4.onnx', 'b/model_q4.onnx'), ['a', 'b']);
    const alike = ['cpu/q4/model.onnx', 'cuda/q4/model.onnx'];
    assert.deepEqual(named(...alike), alike);
  });
});
