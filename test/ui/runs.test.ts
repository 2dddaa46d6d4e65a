import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { decodeAtlas } from '../../src/files/atlas';
import { choice, choose, chooseOnly, openFolder, saveAs, shown, write } from './dialogs';
import { assertAccessible, runCommand, selectLines, webviewFrame } from './operations';
import { closeBrowser, screenshot, withWorkbench } from './workbench';

const corpora = 'media/corpora/texts';
const step = (number: number) => `Find Language Neurons (${number}/4)`;
const notice = (page: Page, words: string | RegExp) =>
  page.locator('.notification-list-item', { hasText: words });
const runItem = (page: Page) => page.locator('.statusbar-item[id*="babelscope.run"]');

describe('Language neurons, as a person finds them', () => {
  after(closeBrowser);

  for (const theme of ['dark', 'high contrast'] as const)
    it(`are counted over texts of their own and explored in a report, in the ${theme} theme`, async function () {
      await withWorkbench(this.test, { theme }, async ({ page, folder, outside }) => {
        const texts = join(folder, 'texts');
        for (const name of ['de.txt', 'en.txt', 'fr.txt']) await cp(join(corpora, name), join(texts, name));
        await cp(join(corpora, 'ja.txt'), join(texts, 'es.txt'));
        await runCommand(page, 'Babelscope: Find Language Neurons…');
        await shown(page, step(1));
        await screenshot(page, `runs-texts-${theme}`);
        await choose(page, step(1), 'Choose Folder…');
        await openFolder(page, texts, 'Use These Texts');
        await shown(page, step(2));
        await choice(page, 'Spanish')
          .filter({
            hasText:
              /es\.txt is not what its name says: 0 % of its documents read as Spanish, 9\d % as Japanese/,
          })
          .waitFor();
        await screenshot(page, `runs-languages-${theme}`);
        await chooseOnly(page, step(2), ['German', 'English', 'French']);
        await shown(page, step(3));
        await screenshot(page, `runs-tokens-${theme}`);
        await write(page, step(3), '6000');
        await shown(page, step(4));
        await screenshot(page, `runs-place-${theme}`);
        await choose(page, step(4), 'Beside the texts');

        await notice(page, /\d+ % · [\d,]+ tokens\/s/).waitFor();
        await screenshot(page, `runs-running-${theme}`);
        await notice(page, /are counted: texts\.babelscope-10l\.lape\.safetensors/).waitFor({
          timeout: 60_000,
        });
        await screenshot(page, `runs-counted-${theme}`);
        await notice(page, /are counted/)
          .getByRole('button', { name: 'Open Report' })
          .click();
        const report = await webviewFrame(page, 'babel-report');
        await report.locator('.selected', { hasText: /\d+ of [\d,]+ neurons/ }).waitFor();
        const row = report.locator('[role=row][aria-rowindex="2"]');
        await row.click();
        await screenshot(page, `runs-report-${theme}`);
        await assertAccessible(report);
        const atlas = decodeAtlas(await readFile(join(folder, 'texts.babelscope-10l.lape.safetensors')));
        assert.deepEqual(atlas.languages, ['de', 'en', 'fr']);
        assert.deepEqual(outside, []);
      });
    });

  it('are asked for in which language a text is whose name tells two, before the languages are chosen', async function () {
    await withWorkbench(this.test, {}, async ({ page, folder }) => {
      const texts = join(folder, 'texts');
      for (const name of ['en.txt', 'fr.txt']) await cp(join(corpora, name), join(texts, name));
      await cp(join(corpora, 'de.txt'), join(texts, 'wmt14.de-en.txt'));
      await runCommand(page, 'Babelscope: Find Language Neurons…');
      await choose(page, step(1), 'Choose Folder…');
      await openFolder(page, texts, 'Use These Texts');
      await shown(page, step(2));
      await choice(page, 'Leave It Out').waitFor();
      await screenshot(page, 'runs-ambiguous');
      // Why it is asked stands in the last row, with both names.
      await choice(page, 'German').first().click();
      await choice(page, /German.*de · 1 file · .* % read as German/).waitFor();
      await choice(page, 'English')
        .filter({ hasText: /en · 1 file/ })
        .waitFor();
      await page.keyboard.press('Escape');
    });
  });

  it('can be paused, gone on with and discarded, while inspecting goes on', async function () {
    await withWorkbench(this.test, {}, async ({ page }) => {
      await runCommand(page, 'Babelscope: Find Language Neurons…');
      await choose(page, step(1), 'The sample that comes with Babelscope');
      await shown(page, step(2));
      await page.keyboard.press('Enter');
      await write(page, step(3), '100000');
      await choose(page, step(4), 'In the open folder');
      await notice(page, /\d+ % · [\d,]+ tokens\/s/).waitFor();

      await selectLines(page, 11, 11);
      await runCommand(page, 'Babelscope: Inspect Selection');
      const inspector = await webviewFrame(page, 'babel-inspector');
      await inspector.locator('babel-token-strip [data-token]').first().waitFor();

      await runItem(page).click();
      await choice(page, 'Pause').waitFor();
      await screenshot(page, 'runs-list');
      await choice(page, 'Pause').click();
      await notice(page, /Paused .* at \d+ %/).waitFor();
      await screenshot(page, 'runs-paused');
      await notice(page, /Paused/)
        .getByRole('button', { name: 'Resume Run' })
        .click();
      await notice(page, /\d+ % · [\d,]+ tokens\/s/).waitFor();

      await runItem(page).click();
      await choice(page, 'Discard…').click();
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.getByText(/tokens that are done \(\d+ %\) are thrown away/).waitFor();
      await screenshot(page, 'runs-discard');
      await dialog.getByRole('button', { name: 'Discard' }).click();
      await runItem(page).waitFor({ state: 'hidden' });
      await runCommand(page, 'Babelscope: Resume Run…');
      await notice(page, 'There is no unfinished run').waitFor();
    });
  });

  it('are switched off one language after the other, and the perplexities become a matrix', async function () {
    const title = (number: number) => `Measure Ablations (${number}/4)`;
    await withWorkbench(this.test, {}, async ({ page, folder }) => {
      await runCommand(page, 'Babelscope: Measure Ablations…');
      await choose(page, title(1), 'The sample that comes with Babelscope');
      await chooseOnly(page, title(2), ['English', 'French']);
      await write(page, title(3), '200');
      await shown(page, title(4));
      await choice(page, 'Elsewhere…').click();
      await saveAs(page, '.ablation.babelscope.json', join(folder, 'mine.ablation.babelscope.json'));
      await notice(page, /\d+ % · [\d.,]+ passes\/s/).waitFor();
      await screenshot(page, 'runs-measuring');
      await notice(page, /are measured: mine\.ablation/)
        .getByRole('button', { name: 'Open Result' })
        .click({ timeout: 90_000 });
      const frame = await webviewFrame(page, 'babel-ablation');
      await frame.locator('babel-matrix').first().waitFor();
      await screenshot(page, 'runs-ablations');
      await assertAccessible(frame);
    });
  });
});
