import { Worker } from 'node:worker_threads';
import { withoutControls } from '../view/as-text';
import { usualEvery } from './progress';
import { replaceLine } from './standard-error';

/** Lives beside a computation that lets nothing else in, as timers would be, and writes by itself. */
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
 * Tells what a command is at that computes in this very thread: in the last line of a terminal; elsewhere, as in the log
 * of a job, in a line of its own every 30 seconds.
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

/** Does something between a step line's beginning and its end. */
export async function inSteps<T>(run: (show: (words: string) => void) => Promise<T>): Promise<T> {
  const line = stepLine();
  return run(line.show).finally(line.clear);
}
