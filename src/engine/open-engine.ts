import { BabelscopeError } from '../rpc/failure';
import type { OpenRequest } from '../protocol/engine';
import type { LanguageNeurons, LoadedModel } from './loaded-model';
import { loadModel } from './loaded-model';
import type { Probe } from './probe';
import { layProbe } from './probe';
import type { Steering } from './steering';
import { openSteering } from './steering';

/** An open model, and what is derived from it on first use. */
export interface OpenEngine {
  readonly model: LoadedModel;
  /** @throws BabelscopeError `atlas-missing` */
  readonly neurons: LanguageNeurons;
  /** The layout for reading the neurons. @throws BabelscopeError `atlas-missing` */
  readonly probe: Probe;
  /** The same, or undefined without an atlas. */
  readonly probeIfAny: Probe | undefined;
  /** Loaded on first use: most users only inspect. */
  steering(): Promise<Steering>;
}

/** Loads a model and proves its graph variants. */
export async function openEngine(request: OpenRequest): Promise<OpenEngine> {
  return engineOf(await loadModel(request));
}

/** Wraps a loaded model. */
export function engineOf(model: LoadedModel): OpenEngine {
  const probe = model.neurons && layProbe(model.neurons.sets);
  let steering: Promise<Steering> | undefined;
  const missing = () =>
    new BabelscopeError(
      'atlas-missing',
      `${model.folder.name} has no neuron atlas yet. Find its language neurons (“babelscope count” on the command line), or choose another model.`,
    );
  return {
    model,
    probeIfAny: probe,
    get neurons() {
      if (!model.neurons) throw missing();
      return model.neurons;
    },
    get probe() {
      if (!probe) throw missing();
      return probe;
    },
    steering: () =>
      (steering ??= openSteering(model).catch((error: unknown) => {
        steering = undefined;
        throw error;
      })),
  };
}
