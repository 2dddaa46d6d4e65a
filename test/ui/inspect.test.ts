import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { assertAccessible, goToLine, runCommand, selectLines, webviewFrame } from './operations';
import { closeBrowser, editor, openWorkbench, screenshot, themes, withWorkbench } from './workbench';

/** The inspector, once it shows a result. */
async function inspector(page: Page): Promise<Frame> {
  const frame = await webviewFrame(page, 'babel-inspector');
  await frame.locator('babel-token-strip [data-token]').first().waitFor();
  return frame;
}

describe('Inspecting a selection, as a person does', () => {
  after(closeBrowser);

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    it(`shows a readable, accessible panel in the ${theme} theme`, async function () {
      await withWorkbench(
        this.test,
        { theme, viewport: { width: 1600, height: 1000 } },
        async (workbench) => {
          const { page } = workbench;
          await selectLines(page, 27, 43);
          await runCommand(page, 'Babelscope: Inspect Selection');
          const frame = await inspector(page);
          await frame.locator('text=Strongest language neurons').waitFor();
          await page.waitForTimeout(500);
          await screenshot(page, `inspect-${theme.replaceAll(' ', '-')}`);
          await assertAccessible(frame);
          assert.deepEqual(workbench.outside, []);
        },
      );
    });
  }

  it('inspects the paragraph under the cursor by the keybinding', async function () {
    await withWorkbench(this.test, {}, async ({ page }) => {
      await goToLine(page, 11);
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Alt+b');
      const frame = await inspector(page);
      const text = await frame.locator('babel-token-strip [role=listbox]').innerText();
      assert.match(text.replaceAll(/[·\s]+/g, ' '), /Chaque samedi/);
      assert.doesNotMatch(text, /Todos los/);
    });
  });

  it('selects in the editor what is clicked in the panel, and the other way round', async function () {
    await withWorkbench(this.test, {}, async ({ page }) => {
      await goToLine(page, 7);
      await runCommand(page, 'Babelscope: Inspect Selection');
      const frame = await inspector(page);
      await frame.locator('babel-token-strip [data-token="5"]').click();
      await page.locator(`${editor()} .view-overlays .selected-text`).first().waitFor();
      assert.equal(await chosenToken(frame), 5);

      // The cursor into the last word of the paragraph: the panel follows.
      const before = await chosenToken(frame);
      await page.locator(`${editor()} .view-lines`).first().click();
      await goToLine(page, 7);
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await page.waitForTimeout(300);
      const after = await chosenToken(frame);
      assert.ok(after > before, `token ${after} after ${before}`);
    });
  });

  it('says what to do when there is nothing to inspect, and works the next time', async function () {
    await withWorkbench(
      this.test,
      { files: { 'gap.txt': 'one\n\n\n\ntwo\n' }, open: 'gap.txt' },
      async ({ page }) => {
        await goToLine(page, 3, 'gap.txt');
        await runCommand(page, 'Babelscope: Inspect Selection');
        const notice = page.locator('.notification-list-item', { hasText: /select/i });
        await notice.waitFor();
        await page.keyboard.type('Le musée ouvre à neuf heures.');
        await runCommand(page, 'Babelscope: Inspect Selection');
        const frame = await inspector(page);
        assert.match(await frame.locator('babel-token-strip [role=listbox]').innerText(), /mus/);
      },
    );
  });

  it('does not take a text beside a binary file for what is meant', async function () {
    await withWorkbench(this.test, { files: { 'data.bin': 'PK\0\0\u0001\0text\0' } }, async ({ page }) => {
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'data.bin' }).dblclick();
      await page.locator('.tab.active', { hasText: 'data.bin' }).waitFor();
      await runCommand(page, 'Babelscope: Inspect Selection');
      await page.locator('.notification-list-item', { hasText: /not text/ }).waitFor();
      await screenshot(page, 'binary-file');
    });
  });

  it('marks a text that changed since, and paints the editor until then', async function () {
    await withWorkbench(this.test, {}, async ({ page }) => {
      await goToLine(page, 39);
      await runCommand(page, 'Babelscope: Inspect Selection');
      const frame = await inspector(page);
      await frame.getByRole('button', { name: 'Paint Editor' }).click();
      const painted = page.locator(`${editor()} .view-overlays [class*="ced-"]`);
      await painted.first().waitFor();
      await screenshot(page, 'painted');
      await goToLine(page, 39);
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.type(' тоже');
      await painted.first().waitFor({ state: 'detached' });
      await frame.locator('text=/changed/i').first().waitFor();
    });
  });

  it('comes back with its text after the window is reloaded', async function () {
    const { page, close } = await openWorkbench();
    try {
      await goToLine(page, 23);
      await runCommand(page, 'Babelscope: Inspect Selection');
      await inspector(page);
      // With a file to open in its address, the workbench would not bring back the panel.
      await page.evaluate(() => {
        const address = new URL(location.href);
        address.searchParams.delete('payload');
        history.replaceState(null, '', address.href);
      });
      await page.evaluate(() => Object.assign(window, { beforeReload: true }));
      await runCommand(page, 'Developer: Reload Window');
      await page.waitForFunction(() => !('beforeReload' in window));
      const frame = await inspector(page);
      assert.match(await frame.locator('babel-token-strip [role=listbox]').innerText(), /星期六/);
    } finally {
      await close();
    }
  });
});

async function chosenToken(frame: Frame): Promise<number> {
  const chosen = frame.locator('babel-token-strip [aria-selected=true]');
  return Number(await chosen.first().getAttribute('data-token'));
}
