import * as v from 'valibot';
import { JsonError, parseJson } from '../input/json';
import { checked, shown } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';
import type { Sampling, SteeringOptions } from '../steering/options';
import { switchingMethods } from '../steering/methods';
import { isRecord } from '../text/definition';
import { modelName, modelRoot } from './layout';
import { readText, withoutNulls } from './settings-file';

/** How a model is meant to generate, and how it is best steered, according to its folder. */
export interface GenerationDefaults {
  sampling: Sampling;
  /** Token ids that end a text. */
  ends: number[];
  /** From `steering.json`. */
  best: Omit<SteeringOptions['best'], 'known'> | undefined;
}

const number = (otherwise: number) => v.optional(v.fallback(v.number(), otherwise), otherwise);
const generationConfig = v.object({
  do_sample: v.optional(v.boolean(), false),
  temperature: number(1),
  top_k: number(50),
  top_p: number(1),
  repetition_penalty: number(1),
  eos_token_id: v.optional(v.union([v.number(), v.array(v.number())]), () => []),
});

const layer = v.pipe(v.number(), v.integer(), v.minValue(0));
const steeringFile = v.object({
  method: v.picklist(switchingMethods),
  layers: v.tuple([layer, layer]),
  strength: v.pipe(v.number(), v.finite()),
});

/**
 * Reads `generation_config.json` (Hugging Face's; what it leaves out is as there) and `steering.json`
 * (`{"method": "diffmean", "layers": [4, 4], "strength": 1}`) of a model folder; both may be missing.
 *
 * @throws BabelscopeError `model-broken` for a malformed file
 */
export async function readGenerationDefaults(folder: string): Promise<GenerationDefaults> {
  const root = await modelRoot(folder);
  const config = await readOptional(root, 'generation_config.json', generationConfig);
  const best = await readOptional(root, 'steering.json', steeringFile);
  const greedy = config?.do_sample !== true;
  const eos = config?.eos_token_id ?? [];
  return {
    sampling: {
      temperature: greedy ? 0 : (config?.temperature ?? 1),
      topK: greedy ? 0 : Math.max(0, Math.round(config?.top_k ?? 0)),
      topP: greedy ? 1 : (config?.top_p ?? 1),
      repetitionPenalty: config?.repetition_penalty ?? 1,
      seed: 0,
    },
    ends: typeof eos === 'number' ? [eos] : eos,
    best,
  };
}

async function readOptional<S extends v.GenericSchema>(
  root: string,
  file: string,
  schema: S,
): Promise<v.InferOutput<S> | undefined> {
  const text = await readText(root, file, 'model-broken');
  if (text === undefined) return undefined;
  try {
    const settings = parseJson(text);
    return checked(schema, isRecord(settings) ? withoutNulls(settings) : settings);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const reason = error instanceof JsonError ? `it ${words}` : shown(words);
    throw new BabelscopeError(
      'model-broken',
      `The ${file} of ${modelName(root)} is malformed (${reason}). Correct it, or delete it.`,
      { cause: error },
    );
  }
}
