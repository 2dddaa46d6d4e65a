import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { goToLine, runCommand, selectLines } from './operations';
import { closeBrowser, editor, screenshot, themes, withWorkbench } from './workbench';

describe('The workbench with the packaged extension', () => {
  after(closeBrowser);

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    it(`shows the sample in the ${theme} theme`, function () {
      return withWorkbench(this.test, { theme }, async ({ page, outside }) => {
        const text = await page.locator(`${editor()} .view-lines`).innerText();
        assert.match(text.replaceAll('\u00a0', ' '), /Every Saturday, my grandmother walks to the market/);
        const { size } = await stat(await screenshot(page, `workbench-${theme.replaceAll(' ', '-')}`));
        assert.ok(size > 20_000, `a picture of ${size} bytes is empty`);
        assert.deepEqual(outside, []);
      });
    });
  }

  it('opens a file of a sub-folder beside the sample', function () {
    const files = { 'notes/été.txt': 'Il fait beau.\n' };
    return withWorkbench(this.test, { files, open: 'notes/été.txt' }, async ({ page }) => {
      await page.locator(editor('notes/été.txt')).getByText('Il fait beau.').waitFor();
    });
  });

  it('selects lines, copies them and runs a command on them', function () {
    return withWorkbench(this.test, {}, async ({ page, folder }) => {
      const lines = (await readFile(join(folder, 'multilingual.md'), 'utf8')).split('\n');
      await selectLines(page, 27, 31);
      await page.keyboard.press('Control+c');
      // The type-check of these tests knows Node only: what runs in the page is text.
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      assert.equal(copied, lines.slice(26, 31).join('\n'));
      await goToLine(page, 7);
      await runCommand(page, 'Delete Line');
      await page.locator(editor()).getByText('my grandmother walks').waitFor({ state: 'detached' });
    });
  });
});
