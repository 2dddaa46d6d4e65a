// @ts-check
// Loaded into the server by `node --import`: when the process that started it is gone, even by SIGKILL,
// the server and everything it started (extension hosts, engines, terminals) end too.
import { setInterval } from 'node:timers';

const owner = Number(process.env.BABELSCOPE_GUARDED_BY);
delete process.env.BABELSCOPE_GUARDED_BY;
// Forked processes take over these flags; one guard is enough.
process.execArgv = [];

setInterval(() => {
  if (process.ppid === owner) return;
  if (process.platform === 'win32') process.exit(1);
  process.kill(-process.pid, 'SIGKILL');
}, 1000).unref();
