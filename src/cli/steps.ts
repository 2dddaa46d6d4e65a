import { Worker } from 'node:worker_threads';
import { withoutControls } from '../view/as-text';
import { usualEvery } from './progress';
import { replaceLine } from './standard-error';

/**
 * A thread that writes on its own, because timers cannot fire beside a computation that blocks the event
 * loop.
 */
const teller = `
const { parentPort, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const started = Date.now();
let words = 'getting ready';
parentPort.on('message', (told) => { words = told; });
setInterval(() => {
  const seconds = Math.round((Date.now() - started) / 1000);
  // A full pipe, or one that nobody reads any more, must not end anything.
  try { writeSync(2, 'babelscope: ' + words + ' (' + seconds + ' s so far)\\n'); } catch {}
}, workerData.every);
`;

/**
 * Shows the current step of a command that computes in this thread: on a terminal in the last line;
 * elsewhere, as in a job's log, on a new line every 30 seconds.
 */
export function stepLine(every = usualEvery): { show(words: string): void; clear(): void } {
  const worker = process.stderr.isTTY ? undefined : new Worker(teller, { eval: true, workerData: { every } });
  worker?.unref();
  return {
    show(words) {
      if (worker) worker.postMessage(withoutControls(words.replace(/\s+/g, ' ')));
      else replaceLine(words);
    },
    clear() {
      void worker?.terminate();
      replaceLine('');
    },
  };
}

/** Runs something between a step line's start and its end. */
export async function inSteps<T>(run: (show: (words: string) => void) => Promise<T>): Promise<T> {
  const line = stepLine();
  return run(line.show).finally(line.clear);
}
