import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Ablation } from '../../src/results/ablation/data';
import { type } from '../../src/protocol/page';
import { resultPage, type ResultSnapshot } from '../../src/protocol/result-page';
import { sampleAblation } from './page/ablation-sample';
import { audit } from './page/audit';
import { type OpenOptions, pageTests } from './page/browser';
import type { HostedPage } from './page/fake-host';
import { resultHandlers } from './page/result-host';
import type { Theme } from './page/themes';
import { themes } from './page/themes';

const ablationPage = resultPage('ablation', 'Ablations', type<Ablation>());

describe('The page of a measurement of ablations', () => {
  const browser = pageTests();
  let page: Page;
  let hosted: HostedPage;

  async function open(
    snapshot: Partial<ResultSnapshot<Ablation>> = { data: sampleAblation() },
    options: OpenOptions = {},
  ): Promise<void> {
    const name = 'held-out.tiny.ablation.babelscope.json';
    hosted = await browser.open(ablationPage, resultHandlers({ name, ...snapshot }), options);
    ({ page } = hosted);
  }
  /** What a row of the matrix prints. */
  const row = async (tag: string) => {
    const cells = page
      .locator('babel-matrix tbody tr', { hasText: new RegExp(`\\b${tag}\\b`) })
      .locator('td');
    return (await cells.allInnerTexts()).map((text) => text.trim());
  };
  const radio = (name: string) => page.getByRole('radio', { name });

  for (const theme of Object.keys(themes) as Theme[])
    for (const width of [360, 1000])
      it(`can be read and used by everybody, ${theme}, ${width} px`, async () => {
        await open(undefined, { theme, width });
        await page.locator('babel-matrix td').first().waitFor();
        await page.screenshot({ path: `out/screenshots/ablation-${theme}-${width}.png`, fullPage: true });
        assert.deepEqual(await audit(page), []);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok((overflow as number) <= 0, `${String(overflow)} px too wide`);
      });

  it('says in words how dominant the diagonal is, and where it is not', async () => {
    await open();
    const said = await page.locator('.said li').allInnerTexts();
    assert.match(said[0], /in 3 of 4 rows; not in fr \(es more\)/);
    assert.match(said[1], /in 3 of 4 columns; not in es \(fr more\)/);
    assert.match(said[2], /4 of 4 languages/);
    await page.getByText('Only 812 tokens in ar').waitFor();
  });

  it('shows the change of perplexity, of NLL, of a random control, and what is beyond that', async () => {
    await open();
    // exp(0.5) − 1, …; Arabic is measured, but has no neurons that are off, and so no row.
    assert.deepEqual(await row('en'), ['+65 %', '+2.0 %', '+1.0 %', '+1.0 %', '0.0 %']);
    assert.deepEqual(await row('ar'), []);
    await radio('ΔNLL, nats').click();
    assert.deepEqual(await row('fr'), ['+0.03', '+0.40', '+0.60', '+0.01', '−0.02']);
    await radio('Random control').click();
    assert.deepEqual((await row('zh')).slice(3), ['+0.04', '+0.05']);
    await radio('Beyond random').click();
    await page.getByRole('heading', { name: /beyond as many random ones/ }).waitFor();
    assert.equal((await row('zh'))[3], '+1.46');
  });

  it('is worked by the keyboard alone', async () => {
    await open();
    await radio('Perplexity').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await radio('ΔNLL, nats').getAttribute('aria-checked'), 'true');
    assert.equal(await page.locator('[role=radio]:focus').innerText(), 'ΔNLL, nats');
    await page.keyboard.press('ArrowRight');
    assert.equal(await radio('Perplexity').getAttribute('aria-checked'), 'true', 'it goes round');
  });

  it('has no random control to show where none was measured', async () => {
    await open({ data: sampleAblation({ draws: 0, control: new Float64Array() }) });
    assert.equal(await radio('Random control').count(), 0);
    await page.getByText('There is no random control').waitFor();
  });

  it('says what is wrong with a file that cannot be read', async () => {
    await open({
      failure: { code: 'ablation-broken', message: 'a.babelscope.json is cut short.' },
    });
    await page.getByRole('alert').getByText('cut short').waitFor();
    assert.deepEqual(await audit(page), []);
  });

  it('is saved as a table, as it is, and as pictures of what is shown', async () => {
    await open();
    for (const label of ['SVG', 'PNG', 'CSV', 'JSON']) {
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('menuitem', { name: `Save as ${label}…` }).click();
    }
    const saved = async () =>
      ((await hosted.calls('save')) as { format: string; picture?: Uint8Array }[]).map(
        ({ format, picture }) => [format, picture && Buffer.from(picture.subarray(0, 5))] as const,
      );
    for (const end = Date.now() + 30_000; (await saved()).length < 4 && Date.now() < end;)
      await page.waitForTimeout(20);
    const all = new Map(await saved());
    assert.match(all.get('svg')?.toString() ?? '', /^<svg|^<\?xml/);
    assert.deepEqual(all.get('png')?.subarray(0, 4), Buffer.from([137, 80, 78, 71]));
    assert.equal(all.get('csv'), undefined);
    assert.equal(all.size, 4);
  });
});
