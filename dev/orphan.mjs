// @ts-check
import { setInterval } from 'node:timers';

/**
 * Ends this process when npm or npx, which runs it, is terminated. They pass the signal on to the shell between them
 * and a script, which ends without telling the script: that the shell is gone is all there is to see. Without npm
 * nothing happens, so that what a person has put into the background stays there.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) process.exit(143);
  }, 500).unref();
}
