import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { SavedJson } from '../../src/files/saved';
import { decodeSweep } from '../../src/files/sweep';
import { choice, choose, chooseOnly, saveAs, shown, write } from './dialogs';
import { assertAccessible, runCommand, webviewFrame } from './operations';
import { closeBrowser, screenshot, withWorkbench } from './workbench';

const step = (number: number) => `Steering sweep (${number} of 5)`;
const notice = (page: Page, words: string | RegExp) =>
  page.locator('.notification-list-item', { hasText: words });

describe('A steering sweep, as a person runs one', () => {
  after(closeBrowser);

  it('asks for what it needs, can be cancelled and gone on with, and shows what came of it', async function () {
    await withWorkbench(this.test, {}, async ({ page, folder, outside }) => {
      await runCommand(page, 'Babelscope: Run Steering Sweep…');
      await shown(page, step(1));
      await screenshot(page, 'sweep-prompts');
      await choose(page, step(1), 'Neutral prompts that come with Babelscope');
      await shown(page, step(2));
      await screenshot(page, 'sweep-from');
      await chooseOnly(page, step(2), ['English']);
      await chooseOnly(page, step(3), ['French', 'Japanese']);
      await shown(page, step(4));
      await screenshot(page, 'sweep-methods');
      await chooseOnly(page, step(4), ['DiffMean']);
      await shown(page, step(5));
      await screenshot(page, 'sweep-strengths');
      await write(page, step(5), '0.5, 0.85');
      await saveAs(page, 'sweep.babelscope.json');
      const running = notice(page, /\d+ of \d+/);
      await running.waitFor();
      await screenshot(page, 'sweep-running');
      await running.getByRole('button', { name: 'Cancel' }).click();
      await notice(page, /Go On/).or(notice(page, /ended/)).first().waitFor();
      await screenshot(page, 'sweep-cancelled');

      await runCommand(page, 'Babelscope: Run Steering Sweep…');
      await choice(page, 'Go on with sweep.babelscope.json').click();
      const frame = await webviewFrame(page, 'babel-sweep', 90_000);
      await frame.locator('babel-matrix tbody tr').first().waitFor();
      await screenshot(page, 'sweep');
      await assertAccessible(frame);
      const name = 'sweep.babelscope.json';
      const saved = decodeSweep(JSON.parse(await readFile(join(folder, name), 'utf8')) as SavedJson, name);
      assert.equal(saved.rows.length, 108);
      assert.deepEqual(outside, []);
    });
  });
});
