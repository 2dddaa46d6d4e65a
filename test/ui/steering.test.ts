import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { assertAccessible, goToLine, runCommand, selectLines, webviewFrame } from './operations';
import { closeBrowser, editor, screenshot, type Workbench, withWorkbench } from './workbench';

const french = /\b(je|tu|il|elle|ne|le|la|les|est|un|une)\b/;
const kana = /\p{Script=Hiragana}/u;
const cyrillic = /\p{Script=Cyrillic}{3}/u;

/** Opens the view as a person does who has never seen it: by its icon. */
async function openSteering(page: Page): Promise<Frame> {
  await activityBarIcon(page).click();
  const frame = await webviewFrame(page, 'babel-steering:not([in-editor])');
  await chip(frame, 'fr').waitFor();
  return frame;
}

const activityBarIcon = (page: Page) => page.locator('.activitybar .action-item a[aria-label="Babelscope"]');
const chip = (frame: Frame, tag: string) => frame.locator(`babel-language-chips [data-tag="${tag}"]`);
const answer = (frame: Frame, side: 'plain' | 'steered') => frame.locator(`[data-side=${side}]`);
const button = (frame: Frame, name: string) => frame.getByRole('button', { name, exact: true });
const editorText = async (page: Page, file?: string) =>
  (await page.locator(`${editor(file)} .view-lines`).innerText()).replaceAll('\u00a0', ' ');

/** Clicks Generate and waits until a steered answer in such letters has ended; returns it. */
async function generate(frame: Frame, letters: RegExp): Promise<string> {
  await button(frame, 'Generate').click();
  await answer(frame, 'steered').locator('.text', { hasText: letters }).waitFor();
  return ended(frame);
}

async function ended(frame: Frame): Promise<string> {
  await answer(frame, 'plain').getByText('tokens/s').waitFor();
  await answer(frame, 'steered').getByText('tokens/s').waitFor();
  return answer(frame, 'steered').locator('.text').innerText();
}

/** Only this language on, from wherever the chips stand. */
async function only(frame: Frame, tag: string): Promise<void> {
  for (const other of ['fr', 'ja', 'ru'])
    while ((await chip(frame, other).getAttribute('data-stance')) !== (other === tag ? 'on' : 'neither'))
      await chip(frame, other).click();
}

/** Until nothing more is written: the model rests, and the text has stayed as it was meanwhile. */
async function settled(page: Page, file: string): Promise<void> {
  for (let before = ''; ; before = await editorText(page, file)) {
    await page.waitForTimeout(500);
    await page.locator('.statusbar-item', { hasText: 'babelscope-10l · ready' }).waitFor();
    if ((await editorText(page, file)) === before) return;
  }
}

describe('Steering, as a person does', () => {
  after(closeBrowser);

  for (const theme of ['dark', 'light'] as const)
    it(`turns an English prompt into French, Japanese and Russian in the ${theme} theme`, async function () {
      await withWorkbench(this.test, { theme }, async ({ page, outside }) => {
        const frame = await openSteering(page);
        await screenshot(page, `steering-first-${theme}`);
        await generate(frame, french);
        await answer(frame, 'steered').locator('footer', { hasText: /fr/ }).waitFor();
        await answer(frame, 'plain').locator('footer', { hasText: /en/ }).waitFor();
        await screenshot(page, `steering-${theme}`);
        await assertAccessible(frame);
        await only(frame, 'ja');
        await generate(frame, kana);
        await only(frame, 'ru');
        await generate(frame, cyrillic);
        await frame.getByText('2 earlier runs').click();
        await screenshot(page, `steering-history-${theme}`);
        assert.deepEqual(outside, []);
      });
    });

  it('keeps what it shows while it is hidden, and its choices through a reload', async function () {
    await withWorkbench(this.test, {}, async ({ page }) => {
      const frame = await openSteering(page);
      await only(frame, 'ru');
      const text = await generate(frame, cyrillic);
      await activityBarIcon(page).click();
      await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
      // A second click at once would be a double click, which the activity bar takes for none.
      await page.waitForTimeout(1000);
      const again = await openSteering(page);
      assert.equal(await answer(again, 'steered').locator('.text').innerText(), text);
      await page.waitForTimeout(800);
      await page.evaluate(() => Object.assign(window, { beforeReload: true }));
      await runCommand(page, 'Developer: Reload Window');
      await page.waitForFunction(() => !('beforeReload' in window));
      const reloaded = await webviewFrame(page, 'babel-steering');
      await reloaded.locator('[data-tag=ru][data-stance=on]').waitFor();
    });
  });

  it('takes the selection as the prompt, from the editor’s menu', async function () {
    await withWorkbench(this.test, {}, async ({ page }) => {
      await selectLines(page, 7, 7);
      await page.locator(`${editor()} .selected-text`).first().waitFor();
      await page
        .locator(`${editor()} .view-line`, { hasText: /Every.Saturday/ })
        .first()
        .click({ button: 'right', position: { x: 60, y: 5 } });
      // A menu takes no click in the moment in which it opens.
      await page.waitForTimeout(300);
      await page.locator('.monaco-menu .action-item', { hasText: 'Steer…' }).click();
      const frame = await webviewFrame(page, 'babel-steering');
      const prompt = frame.getByRole('textbox', { name: 'Prompt' });
      await prompt.waitFor();
      assert.match(await prompt.inputValue(), /^Every Saturday, my grandmother/);
    });
  });

  it('inserts the result into the text and opens both in a diff', async function () {
    await withWorkbench(
      this.test,
      { files: { 'notes.txt': 'Notes:\n' }, open: 'notes.txt' },
      async ({ page }) => {
        await goToLine(page, 2, 'notes.txt');
        const frame = await openSteering(page);
        await only(frame, 'ru');
        await generate(frame, cyrillic);
        await button(frame, 'Insert').click();
        await page
          .locator(`${editor('notes.txt')} .view-line`, { hasText: cyrillic })
          .first()
          .waitFor();
        assert.match(await editorText(page, 'notes.txt'), /^Notes:/);

        await button(frame, 'Diff').click();
        await page.locator('.monaco-diff-editor .view-line', { hasText: cyrillic }).first().waitFor();
        await page
          .locator('.tab', { hasText: /Plain ↔ Steered \(en off, ru on · DiffMean [\d.]+\)/ })
          .waitFor();
        await screenshot(page, 'steering-diff');
      },
    );
  });

  it('saves an experiment that reopens as it was, and can run again', async function () {
    await withWorkbench(this.test, {}, async ({ page, folder }: Workbench) => {
      const frame = await openSteering(page);
      await only(frame, 'ja');
      const text = await generate(frame, kana);
      await button(frame, 'Save').click();
      const input = page.locator('.quick-input-widget .quick-input-box input');
      await input.waitFor();
      await page.waitForFunction(() =>
        document
          .querySelector<HTMLInputElement>('.quick-input-box input')
          ?.value.endsWith('en-to-ja.babelscope.json'),
      );
      const file = join(folder, 'window.babelscope.json');
      await input.fill(file);
      await page.keyboard.press('Enter');
      await page.locator('.statusbar-item', { hasText: 'Saved window.babelscope.json' }).waitFor();
      const saved = JSON.parse(await readFile(file, 'utf8')) as { choices: { on: string[] } };
      assert.deepEqual(saved.choices.on, ['ja']);

      await activityBarIcon(page).click();
      await page.keyboard.press('Control+p');
      await input.waitFor();
      await input.fill('window.babelscope.json');
      await page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'window.babelscope.json' })
        .first()
        .click();
      const reopened = await webviewFrame(page, 'babel-steering[in-editor]');
      await reopened.getByRole('heading', { name: 'window.babelscope.json' }).waitFor();
      assert.equal(await ended(reopened), text);
      await chip(reopened, 'ru').waitFor();
      await page.waitForTimeout(300);
      await screenshot(page, 'steering-experiment');
      await only(reopened, 'ru');
      await generate(reopened, cyrillic);
    });
  });

  it('says what is wrong with a file that is no experiment', async function () {
    const files = { 'cut.babelscope.json': '{"format": "babelscope-exp' };
    await withWorkbench(this.test, { files }, async ({ page }) => {
      await page.keyboard.press('Control+p');
      const input = page.locator('.quick-input-widget .quick-input-box input');
      await input.waitFor();
      await input.fill('cut.babelscope.json');
      await page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'cut.babelscope.json' })
        .first()
        .click();
      const frame = await webviewFrame(page, 'babel-steering[in-editor]');
      await frame.getByText(/cut\.babelscope\.json is cut short or not JSON/).waitFor();
      await screenshot(page, 'steering-broken-experiment');
    });
  });

  it('continues the text before the cursor in another language, and undoes it at once', async function () {
    const before = 'She opened the window and';
    await withWorkbench(
      this.test,
      { files: { 'story.txt': `${before}\n` }, open: 'story.txt' },
      async ({ page }) => {
        await goToLine(page, 1, 'story.txt');
        await page.keyboard.press('End');
        await runCommand(page, 'Babelscope: Continue Selection Steered To…');
        const russian = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Russian' });
        await russian.waitFor();
        await screenshot(page, 'steering-languages');
        await russian.click();
        await page
          .locator(`${editor('story.txt')} .view-line`, { hasText: cyrillic })
          .first()
          .waitFor();
        await settled(page, 'story.txt');
        await page.keyboard.press('Control+z');
        await page
          .locator(`${editor('story.txt')} .view-line`, { hasText: cyrillic })
          .first()
          .waitFor({ state: 'detached' });
        assert.equal((await editorText(page, 'story.txt')).trim(), before);
      },
    );
  });
});
