import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { decodeAtlas } from '../../src/files/atlas';
import { type ReportHostMethods, reportPage, type ReportPageMethods } from '../../src/protocol/report-page';
import { Study } from '../../src/report/study';
import { audit } from './page/audit';
import { type OpenOptions, pageTests } from './page/browser';
import type { HostedPage } from './page/fake-host';
import { ReportAnswers } from './page/report-answers';
import type { Theme } from './page/themes';
import { themes } from './page/themes';

const bundled = 'media/models/babelscope-10l/babelscope-10l.lape.safetensors';

describe('The report page', () => {
  const browser = pageTests();
  let page: Page;
  let hosted: HostedPage<ReportPageMethods>;
  let answers: ReportAnswers;
  const study = new Study(decodeAtlas(readFileSync(bundled)));

  beforeEach(() => {
    answers = new ReportAnswers(study);
  });

  async function open(options: OpenOptions = {}): Promise<void> {
    hosted = await browser.open<ReportHostMethods, ReportPageMethods>(reportPage, answers.handlers, options);
    ({ page } = hosted);
    if (!answers.failure) await page.locator('babel-neuron-table [role=row]').nth(3).waitFor();
  }
  const calls = (method: string) => hosted.calls(method);
  const rows = () => page.locator('babel-neuron-table .body [role=row]');
  const summary = () => page.locator('.summary .selected');
  const { layers, dMlp } = study.atlas;
  const size = (layers * dMlp).toLocaleString('en');
  /** How many neurons are selected, in words. */
  const selectedAt = (topRate: number) => {
    const { selected } = study.select({ ...answers.snapshot.settings, topRate });
    return selected.toLocaleString('en');
  };
  const slider = (name: string) => page.getByRole('slider', { name, exact: true });

  describe('thresholds', () => {
    it('move everything at once, can be typed exactly, and go back to the paper’s', async () => {
      await open();
      await summary()
        .filter({ hasText: `${selectedAt(0.01)} of ${size} neurons` })
        .waitFor();
      await page.getByRole('spinbutton', { name: 'Top rate, exact' }).fill('0.02');
      await summary()
        .filter({ hasText: `${selectedAt(0.02)} of ${size} neurons` })
        .waitFor();
      await page.locator('.browser h2', { hasText: selectedAt(0.02) }).waitFor();
      await slider('Top rate').press('ArrowRight');
      await summary()
        .filter({ hasText: `${selectedAt(0.0205)} of` })
        .waitFor();
      await page.getByRole('button', { name: 'Reset to the Paper’s' }).click();
      await summary()
        .filter({ hasText: `${selectedAt(0.01)} of` })
        .waitFor();
    });

    it('say so where too few neurons qualify', async () => {
      await open();
      await page.getByRole('spinbutton', { name: 'Filter rate, exact' }).fill('1');
      await page.getByText('No neuron passes these thresholds.').waitFor();
    });

    it('stay through a reload, and the chosen neuron with them', async () => {
      await open();
      await page.getByRole('spinbutton', { name: 'Top rate, exact' }).fill('0.03');
      await summary()
        .filter({ hasText: `${selectedAt(0.03)} of` })
        .waitFor();
      await rows().first().click();
      await page.getByRole('region', { name: 'Chosen neuron' }).waitFor();
      const state = await hosted.state();
      await page.close();
      await open({ state });
      await summary()
        .filter({ hasText: `${selectedAt(0.03)} of` })
        .waitFor();
      await page.getByRole('region', { name: 'Chosen neuron' }).waitFor();
    });
  });

  describe('neurons', () => {
    it('sort by any column, filter by language, and are all of the model when asked', async () => {
      await open();
      await page.getByRole('button', { name: 'ja', exact: true }).click();
      await page.locator('[aria-sort=descending]', { hasText: 'ja' }).waitFor();
      await page.getByRole('combobox', { name: 'Language' }).selectOption('ja');
      const own = study.select(answers.snapshot.settings).neurons[5];
      await page.locator('.browser h2', { hasText: String(own) }).waitFor();
      await page.getByRole('combobox', { name: 'Language' }).selectOption('');
      await page.getByRole('combobox', { name: 'Which neurons' }).selectOption('all');
      await page.locator('.browser h2', { hasText: size }).waitFor();
      const last = `${layers - 1} · ${dMlp - 1}`;
      await page.getByRole('textbox', { name: 'Neuron' }).fill(last);
      await rows().filter({ hasText: last }).waitFor();
      await page.locator('.browser h2', { hasText: /· 1$/ }).waitFor();
    });

    it('are chosen by keyboard from the first to the last of thousands, and only those in view are there', async () => {
      await open();
      await page.getByRole('combobox', { name: 'Which neurons' }).selectOption('all');
      await page.locator('.browser h2', { hasText: size }).waitFor();
      await page.getByRole('grid', { name: 'Neurons', exact: true }).focus();
      await page.keyboard.press('End');
      await page.locator(`[role=row][aria-rowindex="${layers * dMlp + 1}"][aria-selected=true]`).waitFor();
      assert.ok((await rows().count()) < 40);
      await page.keyboard.press('ArrowUp');
      await page.locator(`[role=row][aria-rowindex="${layers * dMlp}"][aria-selected=true]`).waitFor();
      await page.keyboard.press('Home');
      await page.locator('[role=row][aria-rowindex="2"][aria-selected=true]').waitFor();
    });

    it('show where they fire, and ask the host to open the place', async () => {
      const context = {
        ...{ language: 'fr', activation: 3.2, before: 'Le musée ', token: 'ouvre', after: ' à neuf heures.' },
        ...{ file: 'fr.txt', document: 1204 },
      };
      answers.contexts = [
        context,
        { ...context, language: 'ar', before: 'يفتح ', token: 'المتحف', after: '.' },
      ];
      await open();
      await rows().first().click();
      const region = page.getByRole('region', { name: 'Chosen neuron' });
      await region.getByRole('button', { name: /Le musée ouvre/ }).click();
      const [{ context: asked }] = (await calls('openContext')) as { context: number }[];
      assert.equal(asked, 0);
      await region.getByRole('button', { name: 'Steer With This Neuron' }).click();
      assert.equal((await calls('steer')).length, 1);
    });

    it('say why there are no contexts', async () => {
      await open();
      await rows().first().click();
      await page.getByText('No contexts were kept.').waitFor();
    });
  });

  it('walks the overlap of languages by keyboard and reads pairs out', async () => {
    await open();
    const matrix = page.getByRole('grid', { name: /Overlap/ });
    await matrix.locator('td[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await page.locator('babel-matrix .reading').innerText(), /^\w.*, .*: .* in common/);
    await page.keyboard.press('End');
    await page.keyboard.press('Control+Home');
    assert.match(await page.locator('babel-matrix .reading').innerText(), / with itself$/);
  });

  it('compares with another atlas', async () => {
    const overZero = study.atlas.overZero.slice();
    overZero.copyWithin(0, dMlp, 2 * dMlp);
    answers.other = new Study({ ...study.atlas, overZero });
    await open();
    const section = page.getByRole('region', { name: 'Comparison' });
    await section.getByText('other.lape.safetensors').first().waitFor();
    const selected = await section.locator('tr', { hasText: 'all selected' }).locator('td').allInnerTexts();
    assert.equal(String(Number(selected[0]) + Number(selected[1])), selectedAt(0.01));
    await section.getByRole('button', { name: 'Stop Comparing' }).click();
    assert.equal((await calls('stopComparing')).length, 1);
    answers.other = undefined;
    await hosted.peer.call('show', { ...answers.snapshot, version: 3 });
    await section.waitFor({ state: 'detached' });
  });

  it('exports charts and files', async () => {
    await open();
    const choose = async (label: string) => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: label }).click();
    };
    await choose('Neurons as CSV…');
    await choose('Charts as SVG…');
    await choose('Charts as PNG…');
    const until = Date.now() + 20_000;
    while ((await calls('save')).length < 3 && Date.now() < until) await page.waitForTimeout(50);
    const saved = ((await calls('save')) as { format: string; picture?: Uint8Array }[]).map(
      ({ format, picture }) => [format, picture ? String.fromCharCode(...picture.subarray(0, 4)) : ''],
    );
    assert.deepEqual(saved, [
      ['csv', ''],
      ['svg', '<svg'],
      ['png', '\u0089PNG'],
    ]);
  });

  it('says what is wrong with a file in a sentence', async () => {
    const message = 'This atlas cannot be read: its header is cut off. Restore the file or count it again.';
    answers.failure = { code: 'atlas-broken', message, actions: [] };
    await open();
    await page.getByRole('alert').filter({ hasText: message }).waitFor();
    assert.equal(await page.locator('.controls').count(), 0);
    assert.deepEqual(await audit(page), []);
  });

  describe('in every theme', () => {
    mkdirSync('out/screenshots', { recursive: true });
    for (const theme of Object.keys(themes) as Theme[])
      for (const width of theme === 'dark' || theme === 'high-contrast' ? [320, 1000] : [1000])
        it(`is accessible and fits: ${theme}, ${String(width)} px`, async () => {
          answers.contexts = [
            {
              ...{ language: 'fr', activation: 3.2, before: 'Le musée ', token: 'ouvre' },
              ...{ after: ' à neuf heures.', file: 'fr.txt', document: 1204 },
            },
          ];
          await open({ theme, width, height: 2400 });
          await rows().first().click();
          await page.locator('.stability table').waitFor();
          await page.locator('.provenance summary').click();
          await page.screenshot({ path: join('out/screenshots', `report-${theme}-${String(width)}.png`) });
          assert.deepEqual(await audit(page), []);
          const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          assert.equal(overflow, 0, 'the page scrolls sideways');
        });
  });
});
