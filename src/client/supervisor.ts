import type { EngineMethods, OpenModel, ProviderName } from '../protocol/engine';
import type { Thresholds } from '../lape/thresholds';
import type { CallOptions, Part, Request, Result } from '../rpc/rpc';
import type { ModelReference } from '../model/reference';
import { BabelscopeError } from '../rpc/failure';
import type { EngineProcess } from './process';
import { startProcess } from './process';

/** `failed`: the last start or run ended in a crash; the next call starts a fresh process. */
export type EngineState = 'stopped' | 'starting' | 'ready' | 'working' | 'failed';

export interface SupervisorOptions {
  /** The built engine's entry file. */
  engineFile: string;
  /** Where graph variants are stored. */
  storage: string;
  /** Read at each start, so changed settings apply to the next engine. */
  settings(): { threads: number; provider?: ProviderName; thresholds: Thresholds };
  log(line: string): void;
  /** A model has been opened. */
  opened?(model: ModelReference, description: OpenModel): void;
}

/** Keeps at most one engine process per model: starts it on first use and restarts it after a crash. */
export interface Supervisor {
  /** Starts the model's engine if none is running, and returns what was loaded. */
  open(model: ModelReference, options?: CallOptions): Promise<OpenModel>;
  /** Calls a method of the model's engine, opening it first if needed. */
  call<K extends Exclude<keyof EngineMethods, 'open'>>(
    model: ModelReference,
    method: K,
    request: Request<EngineMethods, K>,
    options?: CallOptions<Part<EngineMethods, K>>,
  ): Promise<Result<EngineMethods, K>>;
  stateOf(model: ModelReference): EngineState;
  /** Returns the function that stops listening. */
  onChange(listener: (model: ModelReference, state: EngineState) => void): () => void;
  /** Ends the model's engine and frees its memory. */
  stop(model: ModelReference): void;
  /** Ends all engines. */
  dispose(): void;
}

/** How long a cancelled engine may take to return from its current forward pass. */
const graceMilliseconds = 5000;

interface Engine {
  /** What it was opened with. */
  graph: string | undefined;
  atlas: string | undefined;
  process: EngineProcess;
  opened: Promise<OpenModel>;
  state: EngineState;
  running: number;
}

/** Nothing is started yet: engines start on first use. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const engines = new Map<string, Engine>();
  const failed = new Set<string>();
  const listeners = new Set<(model: ModelReference, state: EngineState) => void>();

  function changed(model: ModelReference): void {
    for (const listener of listeners) listener(model, stateOf(model));
  }

  function stateOf(model: ModelReference): EngineState {
    const engine = engines.get(model.folder);
    if (!engine) return failed.has(model.folder) ? 'failed' : 'stopped';
    return engine.state === 'ready' && engine.running > 0 ? 'working' : engine.state;
  }

  function start(model: ModelReference): Engine {
    failed.delete(model.folder);
    options.log(`starting an engine for ${model.name}`);
    const process = startProcess(options.engineFile, options.log, (failure) => {
      if (engines.get(model.folder) !== engine) return;
      engines.delete(model.folder);
      if (failure) {
        failed.add(model.folder);
        options.log(failure.message);
      }
      changed(model);
    });
    const opened = process.peer.call('open', {
      folder: model.folder,
      graph: model.graph,
      atlas: model.atlas,
      storage: options.storage,
      ...options.settings(),
    });
    const { graph, atlas } = model;
    const engine: Engine = { graph, atlas, process, opened, state: 'starting', running: 0 };
    engines.set(model.folder, engine);
    opened.then(
      (description) => {
        engine.state = 'ready';
        options.opened?.(model, description);
        options.log(
          `${description.name} is ready: ${description.layers} layers × ${description.dMlp} neurons`,
        );
        for (const warning of description.warnings) options.log(`${description.name}: ${warning}`);
        changed(model);
      },
      (error: Error) => {
        options.log(error.message);
        end(model, engine, unloaded());
        failed.add(model.folder);
        changed(model);
      },
    );
    changed(model);
    return engine;
  }

  function end(model: ModelReference, engine: Engine, reason: BabelscopeError): void {
    if (engines.get(model.folder) === engine) engines.delete(model.folder);
    engine.process.kill();
    // Answer what is pending now rather than when the process has exited.
    engine.process.peer.close(reason);
  }

  /** After a cancellation: replaces an engine that does not return from its forward pass in time. */
  async function expectBack(model: ModelReference, engine: Engine): Promise<void> {
    const timeout = new Promise<'late'>((resolve) => setTimeout(resolve, graceMilliseconds, 'late').unref());
    const answer = engine.process.peer.call('ping', null).catch(() => 'gone');
    if ((await Promise.race([answer, timeout])) !== 'late' || engines.get(model.folder) !== engine) return;
    options.log(`the engine of ${model.name} did not stop in time and is ended`);
    const late =
      'The run before did not stop in time, so the model’s process was ended. Try again: the process is started anew, and a run goes on where it was.';
    end(model, engine, new BabelscopeError('engine-crashed', late));
    changed(model);
  }

  const supervisor: Supervisor = {
    async open(model, callOptions = {}) {
      const running = engines.get(model.folder);
      // Another graph, or a newly counted atlas: the engine reads them only at startup.
      if (running && (running.atlas !== model.atlas || running.graph !== model.graph))
        end(model, running, unloaded());
      const engine = engines.get(model.folder) ?? start(model);
      return abortable(engine.opened, callOptions.signal);
    },
    async call(model, method, request, callOptions = {}) {
      const { signal, stop } = callOptions;
      // Before the engine is ready there is no partial result, so stopping is cancelling.
      const isReady = engines.get(model.folder)?.state === 'ready';
      const ends = (isReady ? [signal] : [signal, stop]).filter((end) => end !== undefined);
      await supervisor.open(model, { signal: AbortSignal.any(ends) });
      const engine = engines.get(model.folder);
      if (!engine)
        throw new BabelscopeError(
          'engine-crashed',
          'The model’s process has just ended. Try again: the process is started anew, and a run goes on where it was.',
        );
      engine.running++;
      changed(model);
      try {
        return await engine.process.peer.call(method, request, callOptions);
      } catch (error) {
        if (callOptions.signal?.aborted) void expectBack(model, engine);
        throw error;
      } finally {
        engine.running--;
        changed(model);
      }
    },
    stateOf,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop(model) {
      failed.delete(model.folder);
      const engine = engines.get(model.folder);
      if (engine) end(model, engine, unloaded());
      changed(model);
    },
    dispose() {
      listeners.clear();
      for (const { process } of engines.values()) {
        process.kill();
        process.peer.close(new BabelscopeError('cancelled', 'Babelscope is closing.'));
      }
      engines.clear();
    },
  };
  return supervisor;
}

function unloaded(): BabelscopeError {
  return new BabelscopeError('cancelled', 'Cancelled: the model was unloaded.');
}

/** Others may be waiting for the same start, so giving up must not stop it. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new BabelscopeError('cancelled', 'Cancelled.'));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
