// @ts-check
// The mocha suites and where each runs: in Node, in a real extension host, in a real workbench.
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserFlags, findBrowser } from './browser.mjs';
import { install, isDebianRoot } from './debian.mjs';
import { runInExtensionHost } from './extension-host.mjs';
import { megabytes, packageExtension } from './package.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { runRecipe } from './recipe.mjs';
import { startWorkbench } from './workbench.mjs';

/** @typedef {import('./reporter.mjs').Report} Report */

const sample = join(root, 'media/sample');

/**
 * @template T
 * @param {(folder: string) => Promise<T>} use given an empty folder that is removed afterwards
 */
async function withTemporaryFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'babelscope-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @param {string} path @returns {Promise<any>} */
async function readReport(path) {
  if (!existsSync(path))
    throw new Error('The run ended without a report: the process that ran the tests died.');
  return JSON.parse(await readFile(path, 'utf8'));
}

/**
 * @param {string} suite unit, ui or training
 * @param {string[]} args further arguments for mocha
 * @param {NodeJS.ProcessEnv} [env]
 */
async function runMocha(suite, args, env = {}) {
  // Listed from the sources, so that what an older build left in out/ never runs.
  const sources = await readdir(join(root, 'test', suite), { recursive: true });
  const files = sources.filter((name) => name.endsWith('.test.ts')).sort();
  const built = files.map((name) => join('out/test', suite, name.replace(/\.ts$/, '.js')));
  return withTemporaryFolder(async (folder) => {
    const report = join(folder, 'report.json');
    await run(
      process.execPath,
      ['node_modules/mocha/bin/mocha.js', '--exit', '--reporter', 'dev/reporter.mjs', ...args, ...built],
      // Ended by CI's own limit at most: a busy machine takes several times what a quiet one does.
      { cwd: root, show: true, env: { ...env, BABELSCOPE_TEST_REPORT: report }, timeoutSeconds: 5400 },
    );
    return readReport(report);
  });
}

/** @param {string[]} args */
export async function unit(args) {
  // With it a test sees what is connected to; without it that test says so and is skipped.
  if (isDebianRoot && !existsSync('/usr/bin/strace')) await install(['strace']);
  // Some load the model several times; a busy machine needs minutes for what takes seconds.
  return runMocha('unit', ['--timeout', '240000', ...args]);
}

/**
 * The training recipe on toy data, and its model in our engine.
 * @param {string[]} args
 */
export function training(args) {
  return withTemporaryFolder(async (folder) => {
    const { expected, python } = await runRecipe(folder);
    const env = { BABELSCOPE_SMOKE: expected, BABELSCOPE_PYTHON: python };
    return runMocha('training', ['--timeout', '60000', ...args], env);
  });
}

/**
 * The suite in test/integration/ inside a real extension host, without a display.
 * @param {string[]} args
 * @returns {Promise<Report>}
 */
export function integration(args) {
  return inExtensionHost('test/integration', 'BABELSCOPE_TEST_REPORT', { BABELSCOPE_TEST_GREP: grep(args) });
}

/**
 * Runs an entry inside a fresh extension host on a copy of the sample, with the development build of the extension.
 * @param {string} suite folder of the entry, which exports `run(): Promise<void>`
 * @param {string} reportVariable the environment variable that tells the entry where to write its JSON report
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<any>} the report
 * @throws {Error} where the entry leaves none
 */
export function inExtensionHost(suite, reportVariable, env) {
  return withTemporaryFolder(async (folder) => {
    const report = join(folder, 'report.json');
    const workspace = join(folder, 'workspace');
    await cp(sample, workspace, { recursive: true });
    const log = await runInExtensionHost({
      workspace,
      dataDir: join(folder, 'server'),
      extension: root,
      entry: join(root, 'out', suite, 'index.js'),
      env: { ...env, [reportVariable]: report },
    });
    if (!existsSync(report)) console.log(log.slice(-30).join('\n'));
    return readReport(report);
  });
}

/**
 * The same suite in desktop VS Code, downloaded on first use.
 * @param {string[]} args
 */
export function desktop(args) {
  return withTemporaryFolder(async (folder) => {
    const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
    const vscodeExecutablePath = await downloadAndUnzipVSCode().catch((error) => {
      throw new Error(
        `Desktop VS Code could not be downloaded (${error.message}): run npm run test:integration.`,
      );
    });
    const report = join(folder, 'report.json');
    const workspace = join(folder, 'workspace');
    await cp(sample, workspace, { recursive: true });
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out/test/integration/index.js'),
      launchArgs: [workspace, '--disable-workspace-trust', '--user-data-dir', join(folder, 'user')],
      extensionTestsEnv: { BABELSCOPE_TEST_REPORT: report, BABELSCOPE_TEST_GREP: grep(args) },
    }).catch(() => console.log('VS Code ended with an error; the report below counts.'));
    return readReport(report);
  });
}

/** @returns {Promise<Report>} */
export async function pack() {
  const made = await packageExtension();
  console.log(`  ✔ ${made.path} (${megabytes(made.bytes)}, ${made.files} files, each on the allow-list)`);
  return { passed: 1, failed: 0, skipped: 0, failures: [] };
}

/**
 * The suite in test/ui/: Chromium on a real workbench in which the packaged extension is installed.
 * @param {string[]} args
 */
export function ui(args) {
  return withWorkbenchForTests((env) => runMocha('ui', ['--timeout', '120000', ...args], env));
}

/**
 * A workbench with the packaged extension, for processes that drive a browser (test/ui/workbench.ts reads `env`).
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} use
 */
export function withWorkbenchForTests(use) {
  return withTemporaryFolder(async (folder) => {
    const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const vsix = join(root, `${name}-linux-x64-${version}.vsix`);
    const browser = await findBrowser();
    const workbench = await startWorkbench({
      dataDir: folder,
      vsix,
      graceSeconds: 5,
      // Off by a setting, so that a test of restricted mode can turn it on.
      workspaceTrust: true,
      settings: { 'security.workspace.trust.enabled': false },
    });
    try {
      return await use({
        CHROME_PATH: browser,
        BABELSCOPE_BROWSER_FLAGS: JSON.stringify(browserFlags),
        BABELSCOPE_WORKBENCH: JSON.stringify({ ...workbench, address: workbench.address({}) }),
      });
    } finally {
      await workbench.stop();
    }
  });
}

/** @param {string[]} args */
function grep(args) {
  const at = args.findIndex((arg) => arg === '--grep' || arg === '-g');
  return at < 0 ? undefined : args[at + 1];
}
