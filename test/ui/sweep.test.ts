import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { SavedJson } from '../../src/files/saved';
import { decodeSweep } from '../../src/results/sweep/file';
import { choice, choose, chooseOnly, saveAs, shown, write } from './dialogs';
import { assertAccessible, runCommand, webviewFrame } from './operations';
import { closeBrowser, screenshot, withWorkbench } from './workbench';

const step = (number: number) => `Run Steering Sweep (${number}/6)`;
const notice = (page: Page, words: string | RegExp) =>
  page.locator('.notification-list-item', { hasText: words });

describe('A steering sweep, as a person runs one', () => {
  after(closeBrowser);

  it('asks for what it needs, can be paused and gone on with, and shows what came of it', async function () {
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
      await shown(page, step(6));
      await screenshot(page, 'sweep-place');
      await choice(page, 'Elsewhere…').click();
      const name = 'mine.sweep.babelscope.json';
      await saveAs(page, '.sweep.babelscope.json', join(folder, name));
      const running = notice(page, /\d+ % · [\d.,]+ runs\/s/);
      await running.waitFor();
      await screenshot(page, 'sweep-running');
      await running.getByRole('button', { name: 'Cancel' }).click();
      const paused = notice(page, /Paused sweeping .* at \d+ %/);
      await paused.waitFor();
      await screenshot(page, 'sweep-paused');
      await paused.getByRole('button', { name: 'Show What There Is' }).click();
      const begun = await webviewFrame(page, 'babel-sweep');
      await begun
        .getByText(/\d+ of 108/)
        .first()
        .waitFor();
      await screenshot(page, 'sweep-so-far');
      await runCommand(page, 'View: Close All Editors');

      await runCommand(page, 'Babelscope: Resume Run…');
      await choice(page, 'Sweeping steering settings').click();
      await notice(page, /sweep .* is done: mine\.sweep/)
        .getByRole('button', { name: 'Open Result' })
        .click({ timeout: 90_000 });
      const frame = await webviewFrame(page, 'babel-sweep');
      await frame.locator('babel-matrix tbody tr').first().waitFor();
      await screenshot(page, 'sweep');
      await assertAccessible(frame);
      const saved = decodeSweep(JSON.parse(await readFile(join(folder, name), 'utf8')) as SavedJson, name);
      assert.equal(saved.rows.length, 108);
      assert.deepEqual(outside, []);
    });
  });
});
