import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import type { Anatomy } from './anatomy';
import { ablate } from './ablate';
import { leanAttention } from './attention';
import { count } from './count';
import { GraphError } from './error';
import type { OnnxGraph } from './file';
import { inspect } from './inspect';
import { lens } from './lens';
import { ModelProtoSchema } from './onnx_pb';
import { plain } from './plain';
import { Rewrite } from './rewrite';
import type { Shape } from './rewrite';
import { steer } from './steer';

const variants = { count, inspect, steer, lens, ablate, plain };

/** The purpose of a rewritten graph; each is described in the file of its name. */
export type VariantName = keyof typeof variants;

/** A rewritten graph on disk. */
export interface VariantFile {
  file: string;
  /** For onnxruntime's session option `model_external_initializers_file_folder_path`. */
  weightsFolder: string;
  /** Everything the session must be fed; types as onnxruntime names them. */
  inputs: { name: string; type: string; shape: Shape }[];
  outputs: string[];
}

/** One that was just written. */
export interface WrittenVariant extends VariantFile {
  /** Of the file's content. */
  sha256: string;
}

/**
 * Writes a variant of a model to `<directory>/<name>.onnx`: a few hundred kilobytes that point at the original
 * weights. The file appears whole or not at all, also after a power cut.
 * @throws GraphError `unsupported` when the model cannot be rewritten that way; file system errors as they are
 */
export async function writeVariant(
  graph: OnnxGraph,
  anatomy: Anatomy,
  name: VariantName,
  directory: string,
): Promise<WrittenVariant> {
  const rewrite = new Rewrite(graph, anatomy);
  // The plain model is what the others are compared with.
  if (name !== 'plain') leanAttention(rewrite);
  variants[name](rewrite);
  const { model, inputs, outputs } = rewrite.finish();
  const original = graph.model.graph!.input.find(
    (input) => name === 'lens' && inputs.some((needed) => needed.name === input.name),
  );
  if (original) {
    throw new GraphError(
      'unsupported',
      `The model's head reads the input “${original.name}” besides the residual stream, so the logit lens cannot be separated. Export the model without options for its logits.`,
    );
  }
  const file = join(directory, `${name}.onnx`);
  const bytes = toBinary(ModelProtoSchema, model);
  const temporary = `${file}.${randomUUID()}.tmp`;
  await mkdir(directory, { recursive: true });
  try {
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file, weightsFolder: graph.weights.folder, inputs, outputs, sha256 };
}
