import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAtlas, encodeAtlas } from '../../src/files/atlas';
import { contextsFileOf } from '../../src/files/contexts';
import { Study } from '../../src/report/study';
import { contextsAt } from './contexts';
import { modal, openFile, saveAs, shown, write } from './dialogs';
import { assertAccessible, runCommand, webviewFrame } from './operations';
import { closeBrowser, editor, screenshot, withWorkbench } from './workbench';

const bundled = 'media/models/babelscope-10l/babelscope-10l.lape.safetensors';
const paper = { method: 'lape', topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } as const;
const corpus = 'Le chat dort.\nLe musée ouvre à neuf heures.\n';

describe('A report, as a person opens one', () => {
  after(closeBrowser);

  it('opens by a double click on an atlas, follows its sliders, and leads to the corpus', async function () {
    // Explorers learn late of files that come while they are open: all are there before.
    const corpora = await mkdtemp(join(tmpdir(), 'babelscope-corpora-'));
    const corpusFile = join(corpora, 'fr.txt');
    await writeFile(corpusFile, corpus);
    const atlas = decodeAtlas(await readFile(bundled));
    const study = new Study(atlas);
    const selectedAt = (topRate: number) => {
      const size = (atlas.layers * atlas.dMlp).toLocaleString('en');
      return `${study.select({ ...paper, topRate }).selected.toLocaleString('en')} of ${size} neurons`;
    };
    const [{ layer, index }] = study.neurons({
      ...{ settings: paper, scope: 'selected', language: -1, layer: -1, text: '' },
      ...{ sort: 'entropy', descending: false, from: 0, count: 1 },
    }).rows;
    const files = {
      'mine.lape.safetensors': encodeAtlas(atlas),
      [contextsFileOf('mine.lape.safetensors')]: contextsAt(atlas, layer * atlas.dMlp + index, [
        { file: corpusFile, document: 2, before: 'Le ', token: 'musée', after: ' ouvre à neuf heures.' },
      ]),
      'broken.lape.safetensors': 'no atlas',
    };
    await withWorkbench(this.test, { files }, async ({ page, folder }) => {
      await runCommand(page, 'View: Show Explorer');
      await page.getByRole('treeitem', { name: 'mine.lape.safetensors' }).dblclick();
      const report = await webviewFrame(page, 'babel-report');
      await report.locator('.selected', { hasText: selectedAt(0.01) }).waitFor();
      await report.getByRole('slider', { name: 'Top rate' }).press('ArrowRight');
      await report.locator('.selected', { hasText: selectedAt(0.0105) }).waitFor();
      await report.getByRole('button', { name: 'Reset to the Paper’s' }).click();
      await report.locator('.selected', { hasText: selectedAt(0.01) }).waitFor();

      const first = report.locator('[role=row][aria-rowindex="2"]', { hasText: `${layer} · ${index}` });
      await first.click();
      const context = report.getByRole('button', { name: /Le musée ouvre/ });
      await context.scrollIntoViewIfNeeded();
      await screenshot(page, 'report');
      await context.click();
      // It lies in no open folder: the atlas alone says that it is a corpus.
      await modal(page).getByText(corpusFile).waitFor();
      await modal(page).getByRole('button', { name: 'Open', exact: true }).click();
      await page.locator(`${editor('fr.txt')} .view-line`, { hasText: 'musée' }).waitFor();
      await page.locator('.statusbar-item', { hasText: 'Ln 2, Col 9 (5 selected)' }).waitFor();

      // Each kind of file, by the workbench's own dialog.
      await page.getByRole('tab', { name: 'mine.lape.safetensors' }).click();
      const saved = async (item: string, name: string) => {
        const shown = await webviewFrame(page, 'babel-report');
        await shown.getByRole('button', { name: 'Export' }).click();
        await shown.getByRole('menuitem', { name: item }).click();
        await saveAs(page, name);
        await page.locator('.statusbar-item', { hasText: `Saved ${name}` }).waitFor();
        return readFile(join(folder, name));
      };
      assert.match(String(await saved('Neurons as CSV…', 'mine-neurons.csv')), /^layer,/);
      assert.equal(
        Object.keys(JSON.parse(String(await saved('Everything as JSON…', 'mine-report.json'))) as object)
          .length > 3,
        true,
      );
      assert.match(String(await saved('Charts as SVG…', 'mine-report.svg')), /<svg/);
      const picture = await saved('Charts as PNG…', 'mine-report.png');
      assert.deepEqual([...picture.subarray(1, 4)], [...Buffer.from('PNG')]);
      assert.ok(picture.readUInt32BE(16) > 600, 'a picture as wide as its charts');
      const sets = await saved('Neuron Sets as safetensors…', 'mine-neurons.safetensors');
      const header = JSON.parse(String(sets.subarray(8, 8 + sets.readUInt32LE(0)))) as object;
      assert.ok(Object.keys(header).length > 1, 'tensors and what they are about');

      // Rows move while the explorer learns of the new files.
      await page.getByRole('treeitem', { name: 'mine-neurons.safetensors' }).waitFor();
      await page.getByRole('treeitem', { name: 'broken.lape.safetensors' }).dblclick();
      const message = /cannot be read: .* Restore the file or count it again\./;
      await until(async () => {
        for (const frame of page.frames())
          if (
            message.test(
              (
                await frame
                  .locator('[role=alert]')
                  .allInnerTexts()
                  .catch(() => [])
              ).join(),
            )
          )
            return true;
        return false;
      });

      await runCommand(page, 'Babelscope: Open Report');
      await page.getByRole('tab', { name: 'babelscope-10l.lape.safetensors' }).waitFor();
    });
    await rm(corpora, { recursive: true, force: true });
  });
});

describe('A published neuron set, as a person imports one', () => {
  after(closeBrowser);

  it('opens as a page that says of which model it cannot be', async function () {
    const files = { 'published.neuron.pth': await readFile('test/fixtures/neurons/small.neuron.pth') };
    await withWorkbench(this.test, { files, theme: 'dark' }, async ({ page, folder }) => {
      await runCommand(page, 'Babelscope: Import Neuron Set…');
      await openFile(page, join(folder, 'published.neuron.pth'), 'Import');
      const step = 'Languages in published.neuron.pth';
      await shown(page, step);
      await page.keyboard.type('xx');
      await page.locator('.quick-input-message', { hasText: '“xx” is no language.' }).waitFor();
      await screenshot(page, 'neurons-languages');
      await write(page, step, 'en zh fr');
      const set = await webviewFrame(page, 'babel-neurons');
      await set.locator('text=It is not of babelscope-10l').first().waitFor();
      await screenshot(page, 'neurons-imported');
      await assertAccessible(set);
      assert.match(await readFile(join(folder, 'published.neurons.babelscope.json'), 'utf8'), /"zh"/);
    });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, 'it did not come to that in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
