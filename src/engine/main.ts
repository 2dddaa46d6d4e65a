import type { EngineMethods, HostMethods } from '../protocol/engine';
import type { Channel, Handlers } from '../rpc/rpc';
import { connect } from '../rpc/rpc';
import { BabelscopeError } from '../rpc/failure';
import { ablate } from './ablate';
import { count } from './count';
import { coded } from './coded';
import { generate } from './generate';
import { score } from './score';
import { openSteering } from './steering';
import type { Steering } from './steering';
import { tokenDetail } from './detail';
import { trials } from './trials';
import type { Inspected } from './inspect';
import { inspect } from './inspect';
import type { LanguageNeurons, LoadedModel } from './loaded-model';
import { loadModel } from './loaded-model';
import type { Probe } from './probe';
import { stoppable } from './turn';
import { layProbe } from './probe';

/** Inspections whose token details can still be asked for. */
const kept = 2;

let model: LoadedModel | undefined;
let probe: Probe | undefined;
let steering: Promise<Steering> | undefined;
const inspections = new Map<number, Inspected>();
let lastInspection = 0;

function loaded(): LoadedModel {
  if (!model) throw new BabelscopeError('internal', 'No model is open.');
  return model;
}

function withNeurons(): { model: LoadedModel; neurons: LanguageNeurons; probe: Probe } {
  const { neurons, folder } = loaded();
  if (!neurons || !probe) {
    throw new BabelscopeError(
      'atlas-missing',
      `${folder.name} has no neuron atlas yet. Find its language neurons (“babelscope count” on the command line), or choose another model.`,
    );
  }
  return { model: loaded(), neurons, probe };
}

/** Loaded on first use: most people only look. */
function steered(): Promise<Steering> {
  steering ??= openSteering(loaded()).catch((error: unknown) => {
    steering = undefined;
    throw error;
  });
  return steering;
}

const handlers: Handlers<EngineMethods> = {
  ping: () => true,

  async open(request) {
    if (model) throw new BabelscopeError('internal', 'This engine already holds a model.');
    model = await loadModel(request);
    probe = model.neurons && layProbe(model.neurons.sets);
    return model.describe();
  },

  async inspect(request, context) {
    const started = performance.now();
    const { model, neurons, probe } = withNeurons();
    const { inspected, view } = await inspect(model, neurons, probe, request, context);
    const id = ++lastInspection;
    inspections.set(id, inspected);
    inspections.delete(id - kept);
    return { ...view, id, milliseconds: performance.now() - started };
  },

  async tokenDetail({ inspection, token, top }) {
    const inspected = inspections.get(inspection);
    if (!inspected || !(token >= 0 && token < inspected.tokens)) {
      throw new BabelscopeError('result-gone', 'This result is no longer at hand: inspect the text again.');
    }
    const { model, neurons, probe } = withNeurons();
    return tokenDetail(model, neurons, probe, inspected, token, top);
  },

  count: (request, context) => count(loaded(), request, stoppable(context)),

  ablate(request, context) {
    const { model, neurons } = withNeurons();
    return ablate(model, neurons, request, stoppable(context));
  },

  steering: async () => (await steered()).options,
  generate: async (request, context) => generate(loaded(), await steered(), probe, request, context),
  trials: async (request, context) => trials(loaded(), await steered(), request, context),
  score: (request, context) => score(loaded(), request, context),
};

/** The parent's end of the process: messages in both directions, structured-cloned. */
const parent: Channel = {
  post: (message) => process.send?.(message as object),
  listen(receive) {
    process.on('message', receive);
    return () => process.off('message', receive);
  },
};

// A terminal sends Ctrl+C to the engine too, and a scheduler asks all processes to end, but it is the host that ends the
// work, and keeps what there is of it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
// A parent that is gone closes the channel: an engine never outlives its host.
process.on('disconnect', () => process.exit(0));
connect<HostMethods, EngineMethods>(parent, coded(handlers));
