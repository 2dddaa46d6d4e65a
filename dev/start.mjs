// @ts-check
// Opens an editor with Babelscope in it and a sample in ten languages.
//   npm start                     desktop VS Code where there is one, else a workbench for the browser
//   npm start -- --server         the workbench for the browser in any case
//   npm start -- --port 8123      its port (the default where it is free)
import { cp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale, isFresh } from './freshness.mjs';
import { packageExtension } from './package.mjs';
import { cache, openCache, root } from './paths.mjs';
import { run } from './processes.mjs';
import { startWorkbench } from './workbench.mjs';

const usualPort = 8123;
const vsix = '.cache/babelscope.vsix';

/** @returns {Promise<string>} a copy of the sample: playing with it must not change the repository */
async function copySample() {
  const folder = join(cache, 'sample');
  await openCache();
  await cp(join(root, 'media/sample'), folder, { recursive: true, force: false });
  return folder;
}

/** Whether `code` opens a window here: not over SSH, not in a container, not as root (which it refuses). */
async function hasDesktop() {
  if (process.env.VSCODE_IPC_HOOK_CLI || process.getuid?.() === 0) return false;
  const linux = process.platform === 'linux';
  if (linux && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  return (await run(desktop, ['--version'])).code === 0;
}
const desktop = process.platform === 'win32' ? 'code.cmd' : 'code';

/** @param {string} sample */
async function openDesktop(sample) {
  const file = join(sample, 'multilingual.md');
  const { code, output } = await run(desktop, [
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    sample,
    file,
  ]);
  if (code !== 0) throw new Error(`code could not open a window: ${output.trim()}`);
  console.log('Babelscope is open in VS Code, in a window of its own. Close the window to end it.');
}

/**
 * @param {string} sample
 * @param {number} port
 */
async function openServer(sample, port) {
  if (!(await isFresh([vsix], ['dist', 'media', 'package.json', 'README.md', '.vscodeignore']))) {
    console.log('Packaging Babelscope…');
    await packageExtension({
      out: join(root, vsix),
      rebuild: false,
      target: `${process.platform}-${process.arch}`,
    });
  }
  const workbench = await startWorkbench({
    dataDir: join(cache, 'server'),
    folder: sample,
    file: join(sample, 'multilingual.md'),
    vsix: join(root, vsix),
    port,
  });
  console.log(`\nBabelscope is open at ${workbench.url}\n`);
  console.log(
    'Open that address in a browser, select some text and run "Babelscope: Inspect Selection" (F1).',
  );
  console.log('Ctrl+C here stops it.');
  await workbench.ended;
  throw new Error(`The workbench has ended: ${workbench.log().trim().split('\n').at(-1)}`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

try {
  const { values } = parseArgs({ options: { port: { type: 'string' }, server: { type: 'boolean' } } });
  await buildIfStale();
  const sample = await copySample();
  if (!values.server && values.port === undefined && (await hasDesktop())) {
    await openDesktop(sample);
  } else {
    const wanted = Number(values.port ?? usualPort);
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535)
      throw new Error(`${values.port} is not a port`);
    if (values.port !== undefined && wanted > 0 && !(await isFree(wanted))) {
      throw new Error(`Port ${wanted} is taken: choose another with npm start -- --port N`);
    }
    await openServer(sample, values.port !== undefined || (await isFree(wanted)) ? wanted : 0);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
