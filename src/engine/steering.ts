import { join } from 'node:path';
import { Tensor } from './runtime';
import { readChatTemplate } from '../model/chat-template';
import { readGenerationDefaults } from '../model/generation';
import type { GenerationDefaults } from '../model/generation';
import { BabelscopeError } from '../rpc/failure';
import type { Intervention } from '../steering/methods';
import type { SteeringOptions } from '../steering/options';
import { compile } from '../steering/compile';
import type { SteeringSubject } from '../steering/subject';
import type { SteeringVectors } from '../steering/vectors';
import { neutralVectors } from '../steering/vectors';
import type { BatchDecoder } from './batch-decoder';
import { createBatchDecoder, proveBatches } from './batch-decoder';
import type { ChatWriter } from './chat';
import { chatWriter } from './chat';
import { createDecoder } from './decoder';
import type { Decoder } from './decoder';
import type { LoadedModel } from './loaded-model';
import { prefixIds } from './reading';
import type { Session } from './sessions';

/** A model ready for steering: its session is loaded, its defaults are read. */
export interface Steering {
  options: SteeringOptions;
  /** Token ids that end a text. */
  ends: ReadonlySet<number>;
  /** Formats a prompt with the model's chat template; undefined for a model without one. */
  chat: ChatWriter | undefined;
  /** @throws BabelscopeError as `compile`, and `atlas-missing` if the intervention needs one */
  compile(intervention: Intervention): SteeringVectors;
  /** Starts reading with the steered model; without vectors, with the plain one. */
  decoder(vectors?: SteeringVectors): Decoder;
  /** Whether several texts can be read at once; tested on first use. */
  batches(): Promise<boolean>;
  /** The same as `decoder` for several texts, if `batches` allows it. */
  batchDecoder(vectors?: SteeringVectors): BatchDecoder;
}

/**
 * Loads what steering needs, and runs it once, so that the first token does not wait for onnxruntime's
 * allocations.
 */
export async function openSteering(model: LoadedModel): Promise<Steering> {
  const defaults = await readGenerationDefaults(model.folder.folder);
  const { folder, name, tokenizerConfig } = model.folder;
  const template = await readChatTemplate(folder, tokenizerConfig);
  const options = optionsOf(model, defaults, template !== undefined);
  const session = await model.session('steer');
  const feeds = createFeeds(model, session);
  const neutral = neutralVectors(options.layers, options.dMlp, options.dModel);
  const ends = new Set(defaults.ends);
  if (model.tokenizer.eos !== undefined) ends.add(model.tokenizer.eos);
  let batches: Promise<boolean> | undefined;
  const steering: Steering = {
    options,
    ends,
    chat: template && chatWriter(join(__dirname, 'chat.js'), template, name),
    compile: (intervention) => compile(intervention, subjectOf(model, intervention), options.best.layers),
    decoder: (vectors = neutral) => createDecoder(model.anatomy, session, feeds(vectors)),
    batches: () => (batches ??= proveBatches(model.anatomy, session, feeds(neutral))),
    batchDecoder: (vectors = neutral) => createBatchDecoder(model.anatomy, session, feeds(vectors)),
  };
  await steering.decoder().read([...prefixIds(model), 0]);
  return steering;
}

function optionsOf(
  model: LoadedModel,
  { best, sampling }: GenerationDefaults,
  chat: boolean,
): SteeringOptions {
  const { layers, dModel, dMlp } = model.anatomy;
  if (best && !(best.layers[0] <= best.layers[1] && best.layers[1] < layers)) {
    throw new BabelscopeError(
      'model-broken',
      `The steering.json of ${model.folder.name} names layers ${best.layers.join('–')}, but the model has 0–${layers - 1}. Correct it, or delete it.`,
    );
  }
  const middle = Math.floor(layers / 2);
  return {
    languages: [...(model.neurons?.sets.languages ?? [])],
    neurons: model.neurons?.sets.members.map((members) => members.length) ?? [],
    layers,
    dModel,
    dMlp,
    context: model.folder.config.context,
    best: best
      ? { ...best, known: true }
      : { method: 'diffmean', layers: [middle, middle], strength: 1, known: false },
    sampling,
    chat,
  };
}

/** Single neurons can be picked without an atlas; everything else concerns its languages. */
function subjectOf({ neurons, anatomy, folder }: LoadedModel, intervention: Intervention): SteeringSubject {
  if (neurons) return neurons;
  const { method } = intervention.method === 'random' ? intervention.like : intervention;
  if (method !== 'neurons') {
    throw new BabelscopeError(
      'atlas-missing',
      `${folder.name} has no neuron atlas yet, so its languages cannot be steered. Find its language neurons (“babelscope count” on the command line), or choose another model.`,
    );
  }
  const { layers, dMlp, dModel } = anatomy;
  const none = new Float64Array();
  return {
    sets: { languages: [], layers, dMlp, members: [] },
    sums: { dModel, tokens: none, activationSum: none, residualSum: none },
  };
}

/** Vectors as the steer variant's inputs. Neutral layers share three tensors. */
function createFeeds({ anatomy }: LoadedModel, { variant }: Session) {
  const { layers, dMlp, dModel } = anatomy;
  const declared = new Set(variant.inputs.map(({ name }) => name));
  const tensor = (data: Float32Array) => new Tensor('float32', data, [data.length]);
  const one = tensor(new Float32Array(dMlp).fill(1));
  const zero = tensor(new Float32Array(dMlp));
  const still = tensor(new Float32Array(dModel));
  return ({ scale, offset, residual }: SteeringVectors): Record<string, Tensor> => {
    const feeds: Record<string, Tensor> = {};
    const add = (name: string, data: Float32Array | undefined, neutral: Tensor) => {
      if (declared.has(name)) feeds[name] = data ? tensor(data) : neutral;
    };
    for (let layer = 0; layer < layers; layer++) {
      add(`scale.${layer}`, scale[layer], one);
      add(`offset.${layer}`, offset[layer], zero);
      add(`residual_offset.${layer}`, residual[layer], still);
    }
    return feeds;
  };
}
