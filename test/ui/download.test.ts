import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { LoopbackHub } from '../loopback-hub';
import { choice, choose, shown } from './dialogs';
import { goToLine, runCommand, webviewFrame } from './operations';
import { closeBrowser, screenshot, withWorkbench } from './workbench';

const bundled = 'media/models/babelscope-10l';
const repository = 'someone/ten-languages';
const row = (page: Page, name: string) =>
  page.locator('.sidebar .monaco-list-row', { hasText: name }).first();
const notice = (page: Page, words: string | RegExp) =>
  page.locator('.notification-list-item', { hasText: words });

describe('Models, as a person downloads and removes them', () => {
  let hub: LoopbackHub;
  before(async () => {
    const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
    const read = names.map(async (name) => [name, await readFile(join(bundled, name))] as const);
    const files: Record<string, Buffer> = Object.fromEntries(await Promise.all(read));
    files['onnx/model_q4.onnx'] = files['onnx/model.onnx'].subarray(0, 4_000_000);
    hub = await LoopbackHub.start(repository, files);
  });
  after(async () => {
    await hub.stop();
    await closeBrowser();
  });

  for (const theme of ['dark', 'light'] as const)
    it(`are found, kept, used and deleted again, in the ${theme} theme`, async function () {
      const machine = { 'babelscope.hub.endpoint': hub.endpoint };
      await withWorkbench(this.test, { theme, machine }, async ({ page, outside }) => {
        await page.locator('.activitybar .action-item a[aria-label="Babelscope"]').click();
        await row(page, 'babelscope-10l').waitFor();
        await screenshot(page, `models-first-${theme}`);
        await runCommand(page, 'Babelscope: Download Model…');
        await shown(page, 'Download a model from');
        await page.keyboard.type('ten-lang');
        await choice(page, '1,234 downloads').waitFor();
        await screenshot(page, `models-search-${theme}`);
        await choice(page, repository).click();
        await shown(page, 'Which graph of');
        await choice(page, 'model_q4.onnx').waitFor();
        await screenshot(page, `models-graphs-${theme}`);
        await choose(page, 'Which graph of', /(?<!q4)\.onnx/);
        await choose(page, 'Where to keep', 'Own Storage');
        await notice(page, /is downloaded/).waitFor();
        const mine = row(page, 'ten-languages');
        await mine.waitFor();
        await notice(page, /is downloaded/)
          .getByRole('button', { name: 'Use It' })
          .click();
        await page.locator('.statusbar-item', { hasText: /ten-languages/ }).waitFor();
        await goToLine(page, 11);
        await runCommand(page, 'Babelscope: Inspect Selection');
        const inspector = await webviewFrame(page, 'babel-inspector');
        await inspector.getByText('ten-languages has no neuron atlas yet').waitFor();
        const steering = await webviewFrame(page, 'babel-steering');
        await steering.getByText('so its languages cannot be steered').waitFor();
        await page
          .locator('.sidebar .monaco-list-row', { hasText: /ten-languages.*in use · loaded/ })
          .waitFor();
        await screenshot(page, `models-used-${theme}`);

        await mine.click({ button: 'right' });
        const menu = page.locator('.monaco-menu');
        await menu.getByText('Copy Path').waitFor();
        await screenshot(page, `models-menu-${theme}`);
        await menu.getByText('Copy Path').click();
        let path = '';
        for (let turn = 0; turn < 100 && !path.includes('someone/ten-languages'); turn++) {
          await page.waitForTimeout(100);
          path = await page.evaluate(() => navigator.clipboard.readText());
        }
        assert.match(path, /someone\/ten-languages/);
        const folder = path.replace(/\/onnx\/.*/, '');
        await writeFile(join(folder, 'mine.lape.safetensors'), 'an atlas');

        await mine.click({ button: 'right' });
        // A menu takes no click in its first moments, which may belong to the one that opened it.
        await menu.getByText('Remove Model…').hover();
        await page.waitForTimeout(500);
        await menu.getByText('Remove Model…').click();
        const dialog = page.locator('.monaco-dialog-box');
        await dialog.getByText(/Deleted with it: mine\.lape\.safetensors/).waitFor();
        await screenshot(page, `models-delete-${theme}`);
        await dialog.getByRole('button', { name: 'Delete' }).click();
        await mine.waitFor({ state: 'detached' });
        await page.locator('.statusbar-item', { hasText: 'babelscope-10l' }).waitFor();
        assert.deepEqual(outside, []);
      });
    });
});
