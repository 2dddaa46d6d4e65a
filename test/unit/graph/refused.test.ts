import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { findAnatomy } from '../../../src/graph/anatomy';
import { GraphError } from '../../../src/graph/error';
import { readGraph } from '../../../src/graph/file';

/** What `test/fixtures/make_refused.py` made. */
const root = resolve('test/fixtures/refused');

/** What each is refused with. */
const sentences: Record<string, string> = {
  bart: 'The model needs the input “encoder_hidden_states”, so it is not a plain text decoder. Choose a decoder exported for text generation.',
  bert: 'The model needs the input “token_type_ids”, so it is not a plain text decoder. Choose a decoder exported for text generation.',
  'gpt-oss':
    'The model hides its activations inside node “/model/layers.0/moe/QMoE” (com.microsoft.QMoE). Mixture-of-experts operators cannot be looked into; choose another export.',
  mamba:
    'No feed-forward layers with a visible activation of a known kind (ReLU, SiLU, GELU and their like) were found in the model: node “node_linear_3” (MatMul) reads none. Choose a decoder with such MLP blocks.',
  'qwen2-embeddings':
    "None of the outputs (“last_hidden_state”) is a language model's logits. Export the model for text generation.",
  'qwen3-moe':
    'The model picks experts for each token at node “/model/layers.0/mlp/TopK” (TopK). A mixture of experts, whose neurons run for some tokens only, cannot be looked into; choose a dense model.',
  t5: 'The model needs the input “encoder_hidden_states”, so it is not a plain text decoder. Choose a decoder exported for text generation.',
  't5-encoder':
    "None of the outputs (“last_hidden_state”) is a language model's logits. Export the model for text generation.",
  'xlm-roberta':
    'The residual stream around node “/roberta/encoder/layer.0/output/dense/MatMul” (MatMul) could not be told apart. This kind of model is not supported; choose another.',
};

describe('an export that is no decoder with visible feed-forward layers', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-refused-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('has its sentence, for every one that is made', async () => {
    const names = (await readdir(root)).map((file) => file.replace('.onnx.gz', ''));
    assert.deepEqual(names.sort(), Object.keys(sentences).sort());
  });

  for (const [name, sentence] of Object.entries(sentences)) {
    it(`is refused: ${name}`, async () => {
      const file = join(directory, `${name}.onnx`);
      await writeFile(file, gunzipSync(await readFile(join(root, `${name}.onnx.gz`))));
      const graph = await readGraph(file);
      assert.throws(() => findAnatomy(graph), new GraphError('unsupported', sentence));
    });
  }
});
