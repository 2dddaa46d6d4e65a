import assert from 'node:assert/strict';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openFolder } from './dialogs';
import { goToLine, runCommand, webviewFrame } from './operations';
import { closeBrowser, screenshot, withWorkbench } from './workbench';

const bundled = 'media/models/babelscope-10l';

describe('The model in use, as a person picks it', () => {
  after(closeBrowser);

  it('is a folder of their own once they have added it, and the bundled one again', async function () {
    await withWorkbench(this.test, {}, async ({ page, folder }) => {
      const mine = join(folder, 'mine');
      await cp(bundled, mine, { recursive: true });
      const status = page.locator('.statusbar-item', { hasText: 'babelscope-10l' });
      await goToLine(page, 11);
      await runCommand(page, 'Babelscope: Inspect Selection');
      await inspected(page);
      await status.click();
      const choices = page.locator('.quick-input-list .monaco-list-row');
      await choices.filter({ hasText: 'comes with Babelscope · in use' }).waitFor();
      await screenshot(page, 'choose-model');
      await choices.filter({ hasText: 'Add Model Folder…' }).click();
      await openFolder(page, mine, 'Add Model');
      await page.locator('.statusbar-item', { hasText: /mine/ }).waitFor();
      await runCommand(page, 'Babelscope: Inspect Selection');
      await page.locator('.statusbar-item', { hasText: /mine · ready/ }).waitFor();
      await inspected(page);

      await page.locator('.statusbar-item', { hasText: /mine/ }).click();
      await choices.filter({ hasText: 'comes with Babelscope' }).click();
      await status.waitFor();

      // Off the list again; its files stay.
      await status.click();
      // By its label: the list uses rows again and leaves old words in them.
      const listed = page.getByRole('option', { name: mine });
      await listed.hover();
      await listed.getByRole('button', { name: 'Remove from this list' }).click();
      await listed.waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      assert.ok((await stat(mine)).isDirectory());
    });
  });

  it('is not changed by a folder that holds no model, and the message says what to do', async function () {
    await withWorkbench(this.test, {}, async ({ page, folder }) => {
      await runCommand(page, 'Babelscope: Add Model Folder…');
      await openFolder(page, folder, 'Add Model');
      const notice = page.locator('.notification-list-item', { hasText: /holds no \.onnx file/ });
      await notice.first().waitFor();
      await screenshot(page, 'no-model-in-folder');
      await page.locator('.statusbar-item', { hasText: 'babelscope-10l' }).waitFor();
    });
  });

  it('is not changed by a folder whose files are cut short, and is that folder once they are whole', async function () {
    await withWorkbench(this.test, {}, async ({ page, folder }) => {
      const mine = join(folder, 'mine');
      await cp(bundled, mine, { recursive: true });
      const graph = join(mine, 'onnx/model.onnx');
      const whole = await readFile(graph);
      await writeFile(graph, whole.subarray(0, whole.length / 2));
      await runCommand(page, 'Babelscope: Add Model Folder…');
      await openFolder(page, mine, 'Add Model');
      await page.locator('.notification-list-item', { hasText: /ends too early/ }).waitFor();
      await screenshot(page, 'broken-model');
      await page.locator('.statusbar-item', { hasText: 'babelscope-10l' }).waitFor();
      await writeFile(graph, whole);
      await runCommand(page, 'Babelscope: Add Model Folder…');
      await openFolder(page, mine, 'Add Model');
      await page.locator('.statusbar-item', { hasText: /mine/ }).waitFor();
      await goToLine(page, 11);
      await runCommand(page, 'Babelscope: Inspect Selection');
      await inspected(page);
    });
  });

  it('may lie in a workspace only when that is trusted; the bundled one works in any', async function () {
    const settings = {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
    };
    await withWorkbench(this.test, { settings }, async ({ page, folder }) => {
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await goToLine(page, 11);
      await runCommand(page, 'Babelscope: Inspect Selection');
      await inspected(page);
      await cp(bundled, join(folder, 'mine'), { recursive: true });
      await runCommand(page, 'Babelscope: Add Model Folder…');
      await openFolder(page, join(folder, 'mine'), 'Add Model');
      const notice = page.locator('.notification-list-item', { hasText: /not trusted/ });
      await notice.first().waitFor();
      await screenshot(page, 'untrusted-model');
      await page.locator('.statusbar-item', { hasText: 'babelscope-10l' }).waitFor();
      assert.equal(await page.locator('.statusbar-item', { hasText: /mine/ }).count(), 0);
    });
  });
});

async function inspected(page: Page): Promise<void> {
  const frame = await webviewFrame(page, 'babel-inspector');
  await frame.locator('babel-token-strip [data-token]').first().waitFor();
}
