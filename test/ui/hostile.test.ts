import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAtlas, encodeAtlas } from '../../src/files/atlas';
import { contextsFileOf } from '../../src/files/contexts';
import { encodeNeurons } from '../../src/files/neurons';
import { encodeAblation } from '../../src/results/ablation/file';
import { encodeSweep } from '../../src/results/sweep/file';
import { Study } from '../../src/report/study';
import { contextsAt } from './contexts';
import { modal } from './dialogs';
import { runCommand, webviewFrame } from './operations';
import { sampleAblation } from './page/ablation-sample';
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

/** What text becomes where it is taken for more than text: links that run, markup, scripts, icons, escapes. */
const hostile = [
  link,
  '<img src=x onerror="document.title=\'taken\'">',
  '<script>document.title="taken"</script>',
  '![picture](https://a.example/x.png) <https://a.example>',
  '${document.title="taken"} {{7*7}} $(trash)',
  '\u202egnp.exe\u202c \u001b]0;taken\u0007\u001b[31m',
  '=HYPERLINK("https://a.example","x")',
  '"><a href="command:workbench.action.terminal.new">x</a><style>*{display:none}</style>',
];

describe('Results from a stranger', () => {
  after(closeBrowser);

  // `npm run torture -- texts` tries all; once a text is a text in a surface, so mostly are the others.
  const tried = process.env['BABELSCOPE_TORTURE'] ? hostile : hostile.slice(0, 2);
  for (const text of tried)
    it(`show ${JSON.stringify(text)} as it is in every page, tab and notice`, async function () {
      const name = text.slice(0, 100);
      const model = { name, identity: name };
      const row = {
        ...{ setting: name, source: name, target: 'fr', prompt: text, text, finish: name, changedAt: 0 },
        ...{ written: { tag: name.slice(0, 64), confidence: 1, unsure: false }, tokens: 3, nll: 1 },
      };
      const ablation = sampleAblation({ model, warnings: [text] });
      const files = {
        'a.sweep.babelscope.json': encodeSweep({
          ...{ versions: { babelscope: name, onnxruntime: name }, date: '2026-01-01T00:00:00.000Z', model },
          ...{
            thresholds: ablation.thresholds,
            maxTokens: 24,
            planned: 3,
            pairs: [[row.source.slice(0, 64), 'fr']],
          },
          sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 },
          settings: [{ name, method: 'diffmean', strength: 1 }],
          rows: [
            { ...row, id: 'plain', source: row.source.slice(0, 64), setting: null, target: null },
            { ...row, id: 'steered', source: row.source.slice(0, 64) },
          ],
        }),
        'b.ablation.babelscope.json': encodeAblation(ablation),
        'c.neurons.babelscope.json': encodeNeurons({
          ...{ source: name, languages: [name.slice(0, 60)], neurons: [[[1, 2], [3]]], mismatch: text },
          model: { ...model, layers: 2, dMlp: 4 },
        }),
        'broken.babelscope.json': JSON.stringify({ format: text }),
      };
      const pages = {
        'a.sweep': 'babel-sweep',
        'b.ablation': 'babel-ablation',
        'c.neurons': 'babel-neurons',
      };
      await withWorkbench(this.test, { files }, async ({ page, outside }) => {
        await runCommand(page, 'View: Show Explorer');
        for (const [file, element] of Object.entries(pages)) {
          await page.getByRole('treeitem', { name: `${file}.babelscope.json` }).dblclick();
          const frame = await webviewFrame(page, element);
          await frame.locator('h1').first().waitFor();
          const found = await frame.evaluate(() => {
            const all: Element[] = [];
            const visit = (root: Document | ShadowRoot) => {
              for (const each of root.querySelectorAll('*')) {
                all.push(each);
                if (each.shadowRoot) visit(each.shadowRoot);
              }
            };
            visit(document);
            const made = all.filter((each) => each.matches('img, iframe, object, a[href]:not([href^="#"])'));
            return { made: made.map((each) => each.outerHTML), title: document.title };
          });
          assert.deepEqual(found.made, [], file);
          assert.notEqual(found.title, 'taken');
        }
        await page.getByRole('treeitem', { name: 'broken.babelscope.json' }).dblclick();
        await page.getByRole('tab', { name: 'broken.babelscope.json' }).waitFor();
        await screenshot(page, 'hostile-results');
        assert.equal(await page.locator('.notification-list-item-message a').count(), 0);
        assert.equal(await page.locator('.terminal-wrapper, .integrated-terminal').count(), 0);
        assert.ok(!(await page.title()).startsWith('taken'));
        assert.deepEqual(outside, []);
      });
    });
});
