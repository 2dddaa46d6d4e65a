import { fork } from 'node:child_process';
import type { EngineMethods, HostMethods } from '../protocol/engine';
import { BabelscopeError } from '../rpc/failure';
import type { Peer } from '../rpc/rpc';
import { connect } from '../rpc/rpc';

/** A running engine, seen from its host. */
export interface EngineProcess {
  peer: Peer<EngineMethods>;
  /** Ends the process at once, even in the middle of a forward pass. */
  kill(): void;
}

/** Last words of an engine that are worth a line in the log. */
const longestLastWords = 2000;

/**
 * Starts an engine process. When it ends, everything pending is rejected and `onExit` is told; when this process
 * ends, the engine follows, since its channel closes.
 *
 * @param engineFile the built engine's entry file
 * @param onExit called once, with a failure unless the end was asked for by `kill`
 */
export function startProcess(
  engineFile: string,
  log: (line: string) => void,
  onExit: (failure: BabelscopeError | undefined) => void,
): EngineProcess {
  const child = fork(engineFile, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    // In a desktop VS Code the executable is Electron; the first makes it behave as Node. The second is set by the engine
    // too, before it loads the runtime: here it holds whatever the engine's file comes to load first.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ORT_DISABLE_TELEMETRY: '1' },
  });
  let killed = false;
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-longestLastWords);
      log(`engine ${child.pid}: ${text.trimEnd()}`);
    });
  }
  const peer = connect<EngineMethods, HostMethods>(
    {
      post: (message) => {
        // Sending to a process that is just ending fails through the callback; its exit answers what is pending.
        child.send(message as object, () => undefined);
      },
      listen(receive) {
        child.on('message', receive);
        return () => child.off('message', receive);
      },
    },
    {},
    undefined,
    (detail) => log(`engine ${child.pid} failed to ${detail}`),
  );
  const end = (how: string) => {
    const failure = new BabelscopeError(
      'engine-crashed',
      `The model's process ended unexpectedly (${how}). Try again: the process is started anew, and a run goes on where it was.`,
    );
    peer.close(failure);
    onExit(killed ? undefined : failure);
  };
  child.once('error', (error) => end(error.message));
  child.once('exit', (code, signal) => {
    if (!killed && lastWords) log(`engine ${child.pid} said last: ${lastWords.trim()}`);
    end(signal ?? `exit code ${code}`);
  });
  return {
    peer,
    kill() {
      killed = true;
      child.kill('SIGKILL');
    },
  };
}
