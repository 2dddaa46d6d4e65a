import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ResultSnapshot } from '../../src/protocol/result-page';
import { type ShownSweep, type SweepHostMethods, sweepPage } from '../../src/protocol/sweep-page';
import { audit } from './page/audit';
import { type OpenOptions, pageTests } from './page/browser';
import type { HostedPage } from './page/fake-host';
import { resultHandlers } from './page/result-host';
import { sampleExamples, sampleSweep } from './page/sweep-sample';
import type { Theme } from './page/themes';
import { themes } from './page/themes';

describe('The sweep page', () => {
  const browser = pageTests();
  let page: Page;
  let hosted: HostedPage;

  async function open(
    snapshot: Partial<ResultSnapshot<ShownSweep>> = { data: sampleSweep },
    options: OpenOptions = {},
  ): Promise<void> {
    const handlers = { ...resultHandlers(snapshot), examples: () => sampleExamples };
    hosted = await browser.open<SweepHostMethods>(sweepPage, handlers, { width: 1200, ...options });
    ({ page } = hosted);
  }
  const cell = (row: number, column: number) =>
    page.locator('babel-matrix tbody tr').nth(row).locator('td').nth(column);
  /** What the page has sent to be saved, once it begins so. */
  async function pictureLike(begin: string): Promise<string> {
    for (let turn = 0; turn < 300; turn++) {
      const saved = (await hosted.calls('save')) as { picture?: Uint8Array }[];
      const picture = Buffer.from(saved.at(-1)?.picture ?? []).toString('latin1');
      if (picture.startsWith(begin)) return picture;
      await page.waitForTimeout(100);
    }
    assert.fail(`no picture that begins with ${begin}`);
  }
  const lastExamples = async () => (await hosted.calls('examples')).at(-1);

  it('shows from which language to which, with n, interval, control and plain, for a pointer and a keyboard', async () => {
    await open();
    assert.equal(await cell(0, 1).innerText(), '90');
    const title = (await cell(0, 1).getAttribute('title')) ?? '';
    assert.match(title, /English left, French reached: 90 · diffmean × 1 · 90 % of 12 \(70–100 %\)/);
    assert.match(title, /fluency \.55 · harmonic mean \.68 · random control 0 % · plain 0 %/);
    assert.equal(await cell(1, 1).innerText(), 'itself');
  });

  it('has rows and columns only for languages that were left and reached', async () => {
    const whole = sampleSweep;
    const kept = ({ source, target }: { source: string | null; target: string | null }) =>
      source === null || (source === 'en' && target !== 'fr');
    await open({ data: { ...whole, tags: ['en', 'ja', 'ar'], lines: whole.lines.filter(kept) } });
    assert.deepEqual(await page.locator('babel-matrix tbody th').allInnerTexts(), ['English en']);
    assert.equal(await page.locator('babel-matrix tbody td').count(), 2);
    await cell(0, 1).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('English → Arabic', { exact: true }).first().waitFor();
  });

  it('narrows to a pair by click and by Enter, and back to all', async () => {
    await open();
    await cell(0, 3).click();
    await page.getByText('English → Arabic', { exact: true }).first().waitFor();
    assert.deepEqual(await lastExamples(), {
      setting: 'diffmean × 1',
      source: 'en',
      target: 'ar',
    });
    const row = page.getByRole('row', { name: /DiffMean, residual stream × 0.5/ }).first();
    assert.match(await row.innerText(), /3 of 12 runs changed nothing/);
    await page.getByText('2 of 12 runs broke: not a number.').waitFor();
    await cell(0, 3).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('French → Arabic', { exact: true }).first().waitFor();
    assert.deepEqual(((await hosted.state()) as { pair: unknown }).pair, ['fr', 'ar']);
    await page.getByRole('button', { name: 'All Pairs' }).click();
    await page.getByText('all pairs', { exact: true }).first().waitFor();
  });

  it('states n and an interval with every rate, and the control beside each setting', async () => {
    await open();
    const rows = await page.locator('.settings tbody tr').allInnerTexts();
    assert.equal(rows.length, 2 * 2 + 1);
    for (const row of rows) assert.match(row, /\d+–\d+ %\s+144\s/);
    assert.match(rows[1], /random control/);
    assert.match(rows[2], /best/);
    assert.match(rows[4], /plain, without steering/);
  });

  it('shows texts as they are, each in its own direction, and marks what is unsure', async () => {
    await open();
    const [first, second] = await page.locator('.examples li').all();
    const steered = first.locator('dd bdi').nth(1);
    assert.equal((await steered.textContent())?.trim(), 'يفتح <b>السوق</b> في الصباح');
    assert.equal(await steered.getAttribute('lang'), 'ar');
    assert.match(await first.innerText(), /✓ Arabic 1\.00/);
    assert.match(await first.innerText(), /Dutch 0\.40, unsure/);
    assert.match(await second.innerText(), /no text[\s\S]*arithmetic broke/);
  });

  it('saves its table and its picture', async () => {
    await open();
    const save = async (item: string) => {
      await page.getByRole('button', { name: /Save/ }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await save('CSV…');
    await save('SVG picture…');
    const picture = await pictureLike('<svg ');
    assert.match(picture, /^<svg [\s\S]*Success against fluency, all pairs[\s\S]*n = 144/);
    assert.match(picture, /624 runs of 24 tokens/);
    await save('PNG picture…');
    await pictureLike('\u0089PNG');
    assert.equal((await hosted.calls('save')).length, 3);
  });

  it('is what a reader left it as, and never what an earlier version did', async () => {
    const state = { metric: 'fluency', setting: 'diffmean × 0.5', pair: ['en', 'fr'] };
    await open(undefined, { state });
    assert.equal(await cell(0, 1).innerText(), '.80');
    await page.close();
    await open(undefined, { state: { metric: 'beauty', setting: 'gone', pair: 7 } });
    assert.equal(await cell(0, 1).innerText(), '90');
  });

  it('says what is wrong with a file, and that a sweep is not finished', async () => {
    const failure = { code: 'experiment-broken' as const, message: 'a.babelscope.json is damaged.' };
    await open({ failure });
    assert.equal(await page.getByRole('alert').innerText(), failure.message);
    await page.close();
    await open({ data: { ...sampleSweep, planned: 1000 } });
    await page.getByText(/not finished: 624 of 1,000 runs/).waitFor();
  });

  for (const theme of Object.keys(themes) as Theme[])
    it(`is accessible in ${theme}, narrow and wide`, async () => {
      await open(undefined, { theme });
      await page.locator('summary').click();
      assert.deepEqual(await audit(page), []);
      await page.setViewportSize({ width: 320, height: 900 });
      assert.deepEqual(await audit(page), []);
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
    });
});
