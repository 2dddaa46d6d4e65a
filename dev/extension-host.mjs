// @ts-check
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { browserFlags, findBrowser } from './browser.mjs';
import { startWorkbench } from './workbench.mjs';

/** Before every line mocha prints: the editor's own log goes the same way. */
const mark = 'mocha\u2063';

/**
 * Runs a test entry inside the extension host of a real workbench, and returns when it has ended, however it ended:
 * what happened is in the report that the entry writes, because a dead extension host exits with 0 as well.
 * @param {object} options
 * @param {string} options.workspace folder opened in the workbench
 * @param {string} options.dataDir empty folder for the server
 * @param {string} options.extension folder of the extension under development
 * @param {string} options.entry a script that exports `run(): Promise<void>`
 * @param {NodeJS.ProcessEnv} options.env variables the extension host inherits
 * @param {number} [options.minutes] how long the run may take
 * @returns {Promise<string[]>} the editor's log, by line
 * @throws {Error} where the editor itself ends early or never ends
 */
export async function runInExtensionHost({ workspace, dataDir, extension, entry, env, minutes = 15 }) {
  const executablePath = await findBrowser();
  const workbench = await startWorkbench({
    dataDir,
    env: { ...env, BABELSCOPE_TEST_MARK: mark },
    smokeTest: true,
  });
  const browser = await chromium.launch({ executablePath, args: browserFlags });
  /** @type {string[]} */
  const log = [];
  try {
    const page = await browser.newPage();
    /** @type {Promise<string>} */
    const exit = new Promise((resolve) => {
      void page.exposeFunction('codeAutomationExit', () => resolve(''));
      page.once('crash', () => resolve('The browser tab crashed.'));
      void workbench.ended.then(() => resolve('The workbench server ended before the tests did.'));
      setTimeout(() => resolve(`The tests did not end within ${minutes} minutes.`), minutes * 60_000).unref();
    });
    await page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
        const line = format(...args);
        if (line.startsWith(mark)) console.log(line.slice(mark.length));
        else log.push(`${type}: ${line.split('\n')[0]}`);
      },
    );
    /** @type {[string, string][]} */
    const payload = [
      ['extensionDevelopmentPath', workbench.remote(extension)],
      ['extensionTestsPath', workbench.remote(entry)],
    ];
    await page.goto(workbench.address({ folder: workspace, payload }));
    const trouble = await exit;
    if (trouble) throw new Error(trouble);
  } finally {
    await browser.close();
    await workbench.stop();
  }
  return log;
}
