import * as v from 'valibot';
import { check, shown } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';
import { modelName } from './layout';
import { readJson } from './settings-file';

/** A setting that may be left out, or be null. */
const optional = <S extends v.GenericSchema>(schema: S) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

const size = optional(v.pipe(v.number(), v.integer(), v.minValue(1)));

/** A part of genai_config.json, which onnxruntime-genai and Olive write beside the graph. */
const genaiConfig = v.object({
  model: v.object({
    type: optional(v.string()),
    context_length: size,
    vocab_size: size,
    decoder: v.object({
      filename: optional(v.string()),
      hidden_size: size,
      num_hidden_layers: size,
    }),
  }),
});
export type GenaiConfig = v.InferOutput<typeof genaiConfig>;

/**
 * The contents of genai_config.json, if there is one.
 *
 * @throws BabelscopeError `model-broken` if it is malformed
 */
export async function readGenaiConfig(root: string): Promise<GenaiConfig | undefined> {
  const settings = await readJson(root, 'genai_config.json', 'model-broken');
  if (settings === undefined) return undefined;
  const parsed = check(genaiConfig, settings);
  if (parsed.success) return parsed.output;
  throw new BabelscopeError(
    'model-broken',
    `The genai_config.json of ${modelName(root)} is malformed (${shown(parsed.issues[0].message)}). Download the model again.`,
  );
}
