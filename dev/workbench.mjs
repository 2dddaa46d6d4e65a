// @ts-check
// A VS Code workbench in the browser: the server of a real VS Code, with a real Node extension host.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endTree, run, startTree } from './processes.mjs';
import { provisionWorkbench } from './provision.mjs';

/** What every workbench starts with: no welcome, no account, no network, nothing that moves by itself. */
const quiet = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** No gallery, which would be asked about every installed extension; no tie to an editor whose terminal this is. */
const isolated = { EXTENSIONS_GALLERY: '{}', VSCODE_IPC_HOOK_CLI: undefined };

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} dataDir absolute folder for settings, state, logs and installed extensions; kept between starts
 * @property {string} [folder] absolute folder that `url` opens
 * @property {string} [file] absolute file that `url` opens in it
 * @property {number} [port] 0, the default, takes a free one
 * @property {string} [vsix] an extension to install before the start
 * @property {Record<string, unknown>} [settings] user settings, used where `dataDir` has none yet
 * @property {NodeJS.ProcessEnv} [env] variables the extension host inherits
 * @property {boolean} [smokeTest] lets a page name a development extension and a test entry in its address
 * @property {number} [graceSeconds] how long an extension host waits for a window that has gone; 3 hours by default
 * @property {boolean} [workspaceTrust] ask whether folders are trusted; without it everything is
 *
 * @typedef {object} Workbench
 * @property {string} url opens the folder and file; carries the access token
 * @property {number} port
 * @property {string} settingsFile the user settings; changes take effect at once
 * @property {Record<string, unknown>} settings what a fresh `dataDir` gets as user settings
 * @property {(options: { folder?: string, payload?: [string, string][] }) => string} address any other address
 * @property {(path: string) => string} remote the URI of a file on the server's disk, for payloads
 * @property {() => string} log what the server has printed
 * @property {Promise<void>} ended settles when the server has ended, for whatever reason
 * @property {() => Promise<void>} stop ends the server and everything it started
 */

/**
 * Starts a workbench server and waits until it listens.
 * @param {WorkbenchOptions} options
 * @param {(line: string) => void} [say] told about each step of the first installation
 * @returns {Promise<Workbench>}
 * @throws {Error} one line, where the installation fails or the server does not start within a minute
 */
export async function startWorkbench(options, say) {
  const { node, main } = await provisionWorkbench(say);
  const { dataDir, vsix } = options;
  const settingsFile = join(dataDir, 'data/User/settings.json');
  const settings = { ...quiet, ...options.settings };
  if (!existsSync(settingsFile)) {
    await mkdir(join(settingsFile, '..'), { recursive: true });
    await writeFile(settingsFile, JSON.stringify(settings, null, 2));
  }
  const places = ['--server-data-dir', dataDir, '--accept-server-license-terms', '--telemetry-level', 'off'];
  if (vsix) {
    const installed = await run(node, [main, '--install-extension', vsix, '--force', ...places]);
    if (installed.code !== 0 || !/successfully installed/.test(installed.output)) {
      throw new Error(`${vsix} could not be installed: ${installed.output.trim().split('\n').at(-1)}`);
    }
  }

  // Anyone on this machine can reach the port, and the workbench has a terminal: the address carries a secret.
  const token = await secret(join(dataDir, 'token'));
  const flags = ['--disable-getting-started-override', '--connection-token-file', join(dataDir, 'token')];
  if (options.smokeTest) flags.push('--enable-smoke-test-driver');
  if (options.graceSeconds) flags.push('--reconnection-grace-time', String(options.graceSeconds));
  if (!options.workspaceTrust) flags.push('--disable-workspace-trust');
  const server = startTree(
    node,
    [main, '--host', '127.0.0.1', '--port', String(options.port ?? 0), ...flags, ...places],
    { env: { ...options.env, ...isolated } },
  );
  let log = '';
  server.stdout?.on('data', (text) => (log += text));
  server.stderr?.on('data', (text) => (log += text));
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => server.once('close', () => resolve()));
  const port = await listening(() => log, ended).catch((error) => {
    endTree(server);
    throw error;
  });

  /** @param {string} path */
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  /** @type {Workbench['address']} */
  const address = ({ folder, payload }) => {
    const query = [];
    if (folder) query.push(`folder=${encodeURI(folder)}`);
    if (payload) query.push(`payload=${encodeURIComponent(JSON.stringify(payload))}`);
    query.push(`tkn=${token}`);
    return `http://127.0.0.1:${port}/?${query.join('&')}`;
  };
  return {
    port,
    url: address({
      folder: options.folder,
      payload: options.file ? [['openFile', remote(options.file)]] : undefined,
    }),
    settingsFile,
    settings,
    address,
    remote,
    log: () => log,
    ended,
    stop: async () => {
      endTree(server);
      await ended;
    },
  };
}

/**
 * @param {() => string} log
 * @param {Promise<void>} ended
 * @returns {Promise<number>} the port the server listens on
 */
async function listening(log, ended) {
  let over = false;
  void ended.then(() => (over = true));
  for (
    const start = Date.now();
    Date.now() - start < 60_000;
    await new Promise((next) => setTimeout(next, 50))
  ) {
    const port = /listening on (\d+)/.exec(log())?.[1];
    if (port) return Number(port);
    if (over) break;
  }
  throw new Error(`The workbench server did not start: ${log().trim().split('\n').slice(-5).join(' / ')}`);
}

/** @param {string} file */
async function secret(file) {
  if (!existsSync(file)) await writeFile(file, randomBytes(20).toString('hex'), { mode: 0o600 });
  return (await readFile(file, 'utf8')).trim();
}
