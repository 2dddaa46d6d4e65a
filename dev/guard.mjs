// @ts-check
// Loaded into the server by `node --import`: when the process that started it is gone, even by SIGKILL,
// the server and everything it started (extension hosts, engines, terminals) end too.
const owner = Number(process.env.BABELSCOPE_GUARDED_BY);

// Children of the server inherit the variable, and some the flag: only the server itself stands guard.
if (owner > 0 && process.ppid === owner) {
  delete process.env.BABELSCOPE_GUARDED_BY;
  setInterval(() => {
    if (process.ppid === owner) return;
    if (process.platform === 'win32') process.exit(1);
    process.kill(-process.pid, 'SIGKILL');
  }, 1000).unref();
}
