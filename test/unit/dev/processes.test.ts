import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts a child that runs for ever, one as the head of a tree and one as a program; all print who they are. */
const program = `
  import { run, startTree } from './dev/processes.mjs';
  const forever = 'console.log("child", process.pid); setInterval(() => {}, 1000)';
  startTree(process.execPath, ['-e', forever]).stdout.pipe(process.stdout);
  void run(process.execPath, ['-e', forever], { show: true });
  console.log('script', process.pid);
`;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pids: number[]): Promise<void> {
  while (pids.some(alive)) await new Promise((done) => setTimeout(done, 50));
}

describe('A script of dev/', function () {
  let shell: ChildProcess;
  let pids: number[] = [];

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  afterEach(() => {
    for (const pid of pids.filter(alive)) process.kill(pid, 'SIGKILL');
    shell.kill('SIGKILL');
  });

  /** As npm runs a script: in a shell that does not pass signals on. */
  async function start(): Promise<{ shell: ChildProcess; script: number }> {
    shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; exit', process.execPath, program], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    pids = [];
    let script = 0;
    for await (const line of createInterface({ input: shell.stdout! })) {
      const [who, pid] = line.split(' ');
      pids.push(Number(pid));
      if (who === 'script') script = Number(pid);
      if (pids.length === 3) break;
    }
    assert.ok(pids.every(alive), pids.join());
    return { shell, script };
  }

  it('ends with all it has started when it is terminated', async () => {
    const { script } = await start();
    process.kill(script, 'SIGTERM');
    await gone(pids);
  });

  it('ends with all it has started when npm is terminated, which ends only the shell between them', async () => {
    const { shell } = await start();
    shell.kill('SIGTERM');
    await once(shell, 'exit');
    await gone(pids);
  });
});
