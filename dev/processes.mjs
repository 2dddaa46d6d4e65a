// @ts-check
// Child processes that never outlive this one: all that were started here are ended on exit, Ctrl+C and termination,
// also when it is npm that is terminated.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithNpm } from './orphan.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @type {Set<ChildProcess>} */
const trees = new Set();
/** @type {Set<ChildProcess>} */
const running = new Set();
const guard = fileURLToPath(new URL('./guard.mjs', import.meta.url));
const windows = process.platform === 'win32';

/**
 * Starts a long-lived Node program as the head of its own process group.
 * The guard loaded into it ends the group when this process is killed without a chance to clean up.
 * @param {string} node the Node executable
 * @param {string[]} args the script and its arguments
 * @param {{ env?: NodeJS.ProcessEnv }} [options] variables added to the environment
 * @returns {ChildProcess} with piped output
 */
export function startTree(node, args, { env = {} } = {}) {
  const child = spawn(node, ['--import', new URL(`file://${guard}`).href, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    env: { ...process.env, ...env, BABELSCOPE_GUARDED_BY: String(process.pid) },
  });
  trees.add(child);
  child.once('exit', () => endTree(child));
  return child;
}

/**
 * Ends a tree: the head and everything it started, at once.
 * @param {ChildProcess} child
 */
export function endTree(child) {
  if (!trees.delete(child) || child.pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutSeconds?: number }} [options]
 *   show: pass the output through as it comes instead of only collecting it
 * @returns {Promise<{ code: number, output: string }>} output: standard output and error together; code 127 where
 *   the program does not exist, 124 where it ran past its time
 */
export function run(command, args, { cwd, env = {}, show = false, timeoutSeconds = 1200 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      const why = `\nended: it ran for more than ${timeoutSeconds / 60} minutes: ${[command, ...args].join(' ')}\n`;
      output += why;
      if (show) process.stdout.write(why);
    }, timeoutSeconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    /** @param {number} code */
    const end = (code) => {
      running.delete(child);
      clearTimeout(timer);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code) => end(late ? 124 : (code ?? 1)));
  });
}

function endAll() {
  for (const child of [...trees]) endTree(child);
  for (const child of running) child.kill();
}

process.once('exit', endAll);
for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  process.once(signal, () => process.exit(code));
}
endWithNpm();
