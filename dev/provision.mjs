// @ts-check
// VS Code's server and workbench from npm packages: no VS Code download, no compiler, no install scripts.
// The package code-server carries a complete VS Code server; its lib/vscode runs by itself under a Node of its own.
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { cache, openCache } from './paths.mjs';
import { run } from './processes.mjs';

const codeServer = '4.139.1';
const nodeVersion = '24.21.0';
/** Counts up when the steps below change, so that an older workbench is not reused. */
const recipe = 1;

const home = join(cache, 'workbench');
const stamp = JSON.stringify({
  codeServer,
  nodeVersion,
  recipe,
  platform: process.platform,
  arch: process.arch,
});

/** Dependencies that need a compiler or serve other ends than editing. */
const unwanted =
  /^(@github\/copilot|@anthropic-ai\/|@microsoft\/mxc-sdk$|@devcontainers\/|ssh2$|kerberos$|@vscode\/(sqlite3|windows-|sandbox-runtime|copilot-api))/;
/** Bundled extensions nobody needs here; together half of the download. */
const leftOut = ['copilot', 'mermaid-markdown-features'];

/** Native modules in plain JavaScript: enough for a server that lives for one sitting. */
const standIns = {
  '@vscode/native-watchdog': 'exports.start = () => {};',
  '@vscode/deviceid': "exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';",
  // Each name is exported by itself: an ESM import does not see the names of a `module.exports = {}`.
  '@vscode/spdlog': `
    const { appendFile } = require('node:fs');
    class Logger {
      constructor(name, file) { this.file = file; }
      getLevel() { return 2; }
      setLevel() {} setPattern() {} clearFormatters() {} flush() {} drop() {}
    }
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical'])
      Logger.prototype[level] = function (text) { appendFile(this.file, level + ' ' + text + '\\n', () => {}); };
    exports.Logger = Logger;
    exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger(name, file);
    exports.setLevel = exports.setFlushOn = exports.shutdown = () => {};
    exports.version = 0;`,
};

/**
 * The workbench, installed on the first call and reused afterwards.
 * @param {(line: string) => void} [say] told about each step
 * @returns {Promise<{ node: string, main: string }>} the server's Node and its entry script
 * @throws {Error} one line with the next step, where the npm client fails or the platform has no packaged Node
 */
export async function provisionWorkbench(say = console.log) {
  if (!(await isComplete())) {
    await openCache();
    await removeLeftovers();
    const draft = join(cache, `workbench-${process.pid}`);
    await mkdir(draft, { recursive: true });
    try {
      await install(draft, say);
      await rm(home, { recursive: true, force: true });
      await rename(draft, home).catch(async (error) => {
        // Another run finished first: its workbench is as good as this one.
        if (!(await isComplete())) throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  return { node: serverNode(home), main: join(home, 'out/server-main.js') };
}

async function isComplete() {
  return (await readFile(join(home, 'stamp.json'), 'utf8').catch(() => '')) === stamp;
}

/**
 * @param {string} folder
 * @param {(line: string) => void} say
 */
async function install(folder, say) {
  say(`Downloading VS Code's server (code-server ${codeServer}, 47 MB)…`);
  const archive = (await npm(['pack', '--silent', `code-server@${codeServer}`], { cwd: folder }))
    .trim()
    .split('\n');
  say('Unpacking it…');
  const excluded = leftOut.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  const unpacked = await run(
    'tar',
    ['-xzf', String(archive.at(-1)), '--strip-components=3', ...excluded, 'package/lib/vscode'],
    { cwd: folder },
  );
  if (unpacked.code !== 0) throw new Error(`tar could not unpack the workbench: ${unpacked.output.trim()}`);
  await rm(join(folder, String(archive.at(-1))));

  say(`Installing its libraries and Node ${nodeVersion} for it…`);
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const kept = Object.entries(manifest.dependencies).filter(
    ([name]) => !unwanted.test(name) && !(name in standIns),
  );
  manifest.dependencies = Object.fromEntries(kept);
  delete manifest.overrides;
  const node = nodePackage();
  if (node) manifest.dependencies[node] = nodeVersion;
  await writeFile(file, JSON.stringify(manifest, null, 2));
  await npm(['install', '--prefix', folder, '--omit=dev', '--ignore-scripts'], { cwd: folder });
  for (const [name, source] of Object.entries(standIns)) {
    const place = join(folder, 'node_modules', name);
    await mkdir(place, { recursive: true });
    await writeFile(
      join(place, 'package.json'),
      JSON.stringify({ name, version: '0.0.0', main: 'index.js' }),
    );
    await writeFile(join(place, 'index.js'), source);
  }
  if (!existsSync(serverNode(folder))) throw new Error(`the npm package ${node} holds no Node executable`);
  await writeFile(join(folder, 'stamp.json'), stamp);
}

/** @returns {string | undefined} the npm package that carries a Node for this machine */
function nodePackage() {
  if (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch))
    return `node-linux-${process.arch}`;
  if (Number(process.versions.node.split('.')[0]) >= 24) return undefined;
  throw new Error(
    'The workbench needs Node 24 on this platform: install it, or install desktop VS Code instead.',
  );
}

/** @param {string} folder */
function serverNode(folder) {
  const name = nodePackage();
  return name ? join(folder, 'node_modules', name, 'bin/node') : process.execPath;
}

async function removeLeftovers() {
  for (const name of existsSync(cache) ? await readdir(cache) : []) {
    const owner = /^workbench-(\d+)$/.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
