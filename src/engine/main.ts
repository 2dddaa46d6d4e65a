import type { EngineMethods, HostMethods } from '../protocol/engine';
import type { Channel, Handlers } from '../rpc/rpc';
import { connect } from '../rpc/rpc';
import { BabelscopeError } from '../rpc/failure';
import { analysisHandlers } from '../analyses/running';
import { coded } from './coded';
import { tokenDetail } from './detail';
import { generate } from './generate';
import type { Inspected } from './inspect';
import { inspect } from './inspect';
import { openEngine, type OpenEngine } from './open-engine';
import { score } from './score';

/** How many inspections are kept for requests for token details. */
const kept = 2;

let engine: OpenEngine | undefined;
const inspections = new Map<number, Inspected>();
let lastInspection = 0;

function opened(): OpenEngine {
  if (!engine) throw new BabelscopeError('internal', 'No model is open.');
  return engine;
}

const handlers: Handlers<EngineMethods> = {
  ping: () => true,

  async open(request) {
    if (engine) throw new BabelscopeError('internal', 'This engine already holds a model.');
    engine = await openEngine(request);
    return engine.model.describe();
  },

  async inspect(request, context) {
    const started = performance.now();
    const { model, neurons, probe } = opened();
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
    const { model, neurons, probe } = opened();
    return tokenDetail(model, neurons, probe, inspected, token, top);
  },

  ...analysisHandlers(opened),

  steering: async () => (await opened().steering()).options,
  async generate(request, context) {
    const { model, probeIfAny, steering } = opened();
    return generate(model, await steering(), probeIfAny, request, context);
  },
  score: (request, context) => score(opened().model, request, context),
};

/** The parent's end of the process: messages in both directions, structured-cloned. */
const parent: Channel = {
  post: (message) => process.send?.(message as object),
  listen(receive) {
    process.on('message', receive);
    return () => process.off('message', receive);
  },
};

// A terminal sends Ctrl+C to the engine too, and a scheduler asks all processes to end, but it is the host
// that ends the work and saves its results.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
// When the parent exits, the channel closes: an engine never outlives its host.
process.on('disconnect', () => process.exit(0));
connect<HostMethods, EngineMethods>(parent, coded(handlers));
