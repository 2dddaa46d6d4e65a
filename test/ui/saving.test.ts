import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { selectLines, runCommand, webviewFrame } from './operations';
import { closeBrowser, openWorkbench, screenshot, type Workbench } from './workbench';

/** How each kind of file begins and what it must hold. */
const kinds: [item: string, ending: string, check: (bytes: Buffer) => void][] = [
  [
    'Save as CSV…',
    'csv',
    (bytes) => {
      const [header, first] = bytes.toString('utf8').replace('\ufeff', '').split(/\r?\n/);
      assert.match(header, /token.*en.*fr/);
      assert.equal(first.split(',').length, header.split(',').length);
    },
  ],
  [
    'Save as JSON…',
    'json',
    (bytes) => {
      const saved = JSON.parse(bytes.toString('utf8')) as { tokens: { text: string }[] };
      assert.match(saved.tokens.map(({ text }) => text).join(''), /Chaque samedi/);
    },
  ],
  [
    'Save as SVG…',
    'svg',
    (bytes) => assert.match(bytes.toString('utf8'), /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/),
  ],
  ['Save as PNG…', 'png', (bytes) => assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG')],
];

describe('Saving what the inspector shows', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    const { page } = workbench;
    await selectLines(page, 11, 11);
    await runCommand(page, 'Babelscope: Inspect Selection');
    const frame = await webviewFrame(page, 'babel-inspector');
    await frame.locator('babel-token-strip [data-token]').first().waitFor();
  });
  after(async () => {
    await workbench.close();
    await closeBrowser();
  });

  for (const [item, ending, check] of kinds) {
    it(`asks where, and writes ${ending.toUpperCase()}`, async () => {
      const { page, folder } = workbench;
      await chooseInMenu(page, item);
      const input = await dialog(page, ending);
      await screenshot(page, `save-${ending}`);
      const file = join(folder, `saved.${ending}`);
      await input.fill(file);
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await page.locator('.statusbar-item', { hasText: `Saved saved.${ending}` }).waitFor();
      check(await readFile(file));
    });
  }

  it('says why a place cannot be written, and asks for another', async () => {
    const { page, folder } = workbench;
    await chooseInMenu(page, 'Save as CSV…');
    let input = await dialog(page, 'csv');
    // 100 characters, which the dialog takes, but 300 bytes, which the file system does not.
    await input.fill(join(folder, `${'駅'.repeat(100)}.csv`));
    await page.keyboard.press('Enter');
    const notice = page.locator('.notification-list-item', { hasText: /駅駅\.csv could not be written/ });
    await notice.waitFor();
    await notice.getByRole('button', { name: 'Save Elsewhere…' }).click();
    input = await dialog(page, 'csv');
    const file = join(folder, 'elsewhere.csv');
    await input.fill(file);
    await page.keyboard.press('Enter');
    await page.locator('.statusbar-item', { hasText: 'Saved elsewhere.csv' }).waitFor();
    assert.match(await readFile(file, 'utf8'), /token/);
  });

  it('copies a table that a spreadsheet takes', async () => {
    const { page } = workbench;
    await chooseInMenu(page, 'Copy as Table');
    await page.locator('.statusbar-item', { hasText: 'Table copied' }).waitFor();
    const table = await page.evaluate(() => navigator.clipboard.readText());
    const [header, first] = table.split(/\r?\n/);
    assert.ok(
      header.includes('\tactivity_en\t') && first.split('\t').length === header.split('\t').length,
      header,
    );
  });
});

async function chooseInMenu(page: Page, item: string): Promise<void> {
  const frame = await webviewFrame(page, 'babel-inspector');
  await frame.getByRole('button', { name: 'Copy / Save' }).click();
  await frame.getByRole('menuitem', { name: item }).click();
}

/** The input of the save dialog, once it offers a file beside the text, named after it: it writes that over all else. */
async function dialog(page: Page, ending: string): Promise<Locator> {
  await page.waitForFunction(
    (name) => document.querySelector<HTMLInputElement>('.quick-input-box input')?.value.endsWith(name),
    `multilingual-language-neurons.${ending}`,
  );
  return page.locator('.quick-input-widget .quick-input-box input');
}
