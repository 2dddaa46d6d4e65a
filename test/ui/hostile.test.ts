import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAtlas, encodeAtlas } from '../../src/files/atlas';
import { contextsFileOf } from '../../src/files/contexts';
import { Study } from '../../src/report/study';
import { contextsAt } from './contexts';
import { modal } from './dialogs';
import { runCommand, webviewFrame } from './operations';
import { closeBrowser, editor, screenshot, withWorkbench } from './workbench';

const bundled = 'media/models/babelscope-10l/babelscope-10l.lape.safetensors';
const paper = { method: 'lape', topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } as const;
/** Opens a terminal where it runs. */
const link = '[word](command:workbench.action.terminal.new)';

describe('An atlas from a stranger', () => {
  after(closeBrowser);

  it('runs nothing and opens nothing by itself, whatever its contexts say', async function () {
    const elsewhere = await mkdtemp(join(tmpdir(), 'babelscope-hostile-'));
    const secret = join(elsewhere, 'secret.txt');
    const packed = join(elsewhere, 'fr.jsonl.gz');
    await writeFile(secret, 'What nobody should be led to.\n');
    await writeFile(packed, 'Not read.');
    const atlas = decodeAtlas(await readFile(bundled));
    const [{ layer, index }] = new Study(atlas).neurons({
      ...{ settings: paper, scope: 'selected', language: -1, layer: -1, text: '' },
      ...{ sort: 'entropy', descending: false, from: 0, count: 1 },
    }).rows;
    const files = {
      'theirs.lape.safetensors': encodeAtlas(atlas),
      [contextsFileOf('theirs.lape.safetensors')]: contextsAt(atlas, layer * atlas.dMlp + index, [
        { file: packed, document: 1, before: 'See ', token: link, after: ' and $(trash).' },
        { file: secret, document: 1, before: 'Read ', token: 'this', after: '.' },
      ]),
    };
    try {
      await withWorkbench(this.test, { files }, async ({ page, outside }) => {
        await runCommand(page, 'View: Show Explorer');
        await page.getByRole('treeitem', { name: 'theirs.lape.safetensors' }).dblclick();
        const report = await webviewFrame(page, 'babel-report');
        await report.locator('[role=row][aria-rowindex="2"]', { hasText: `${layer} · ${index}` }).click();

        await report.getByRole('button', { name: /Read this/ }).click();
        await modal(page).getByText(secret).waitFor();
        await modal(page).getByRole('button', { name: 'Cancel' }).click();
        await modal(page).waitFor({ state: 'detached' });
        assert.equal(await page.locator(editor('secret.txt')).count(), 0);

        await report.getByRole('button', { name: /See / }).click();
        await modal(page).getByText(packed).waitFor();
        await modal(page).getByRole('button', { name: 'Open', exact: true }).click();
        const notice = page.locator('.notification-list-item-message', { hasText: 'Document 1 of' });
        await notice.waitFor();
        await screenshot(page, 'hostile-context');
        assert.match(
          (await notice.innerText()).replaceAll('\u200b', ''),
          /“See \[word\]\(command:.* and \$\(trash\)\.”/,
        );
        assert.equal(await notice.locator('a').count(), 0, 'the text has become a link');
        await notice.click();
        await notice.getByText('word').click();
        // What a command would have opened by now: the file came after it.
        await page.getByRole('tab', { name: 'fr.jsonl.gz' }).waitFor();
        assert.equal(await page.locator('.terminal-wrapper, .integrated-terminal').count(), 0);
        assert.deepEqual(outside, []);
      });
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });
});
