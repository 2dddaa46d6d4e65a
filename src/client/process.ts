import { fork } from 'node:child_process';
import type { EngineMethods, HostMethods } from '../protocol/engine';
import { BabelscopeError } from '../rpc/failure';
import type { Peer } from '../rpc/rpc';
import { connect } from '../rpc/rpc';

/** A running engine, as seen by its host. */
export interface EngineProcess {
  peer: Peer<EngineMethods>;
  /** Ends the process at once, even in the middle of a forward pass. */
  kill(): void;
}

/** How many characters of an engine's last output are logged. */
const longestLastWords = 2000;

/**
 * Starts an engine process. When it ends, everything pending is rejected and `onExit` is called; when this
 * process ends, so does the engine, because its channel closes.
 *
 * @param engineFile the built engine's entry file
 * @param onExit called once, with a failure unless `kill` ended it
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
    // In a desktop VS Code the executable is Electron; the first variable makes it behave as Node. The engine
    // sets the second itself before it loads the runtime; setting it here covers whatever the engine's file
    // loads first.
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
        // Sending to a process that is just ending fails in the callback; its exit answers what is pending.
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
