import assert from 'node:assert/strict';
import type { NeuronSet } from '../../src/protocol/neurons';
import { type } from '../../src/protocol/page';
import { resultPage } from '../../src/protocol/result-page';
import { audit } from './page/audit';
import { pageTests } from './page/browser';
import { resultHandlers } from './page/result-host';
import type { Theme } from './page/themes';
import { themes } from './page/themes';

const neuronsPage = resultPage('neurons', 'Neuron set', type<NeuronSet>());
const set: NeuronSet = {
  source: 'tiny.neuron.pth',
  languages: ['en', 'zh', 'ar'],
  neurons: [
    [[0, 3], [], [4, 5]],
    [[1], [2, 5], [4]],
    [[], [], [7]],
  ],
  model: { name: 'tiny', identity: '0123456789abcdef', layers: 2, dMlp: 8 },
  mismatch: 'It is not of tiny: the neuron set has 3 layers and the model 2.',
};

describe('The page of an imported neuron set', () => {
  const browser = pageTests();

  for (const theme of Object.keys(themes) as Theme[])
    it(`shows languages, layers, overlap, and that it does not fit, to everybody, ${theme}`, async () => {
      const { page } = await browser.open(neuronsPage, resultHandlers({ data: set }), { theme, width: 600 });
      await page.getByRole('alert').getByText('3 layers and the model 2').waitFor();
      const cells = page.locator('.scroller tbody tr').first().locator('td');
      assert.deepEqual(await cells.allInnerTexts(), ['4', '2', '0', '2']);
      // One of four and four neurons, of seven in all.
      const overlap = page.locator('babel-matrix tbody tr').first().locator('td').nth(1);
      assert.match(await overlap.innerText(), /\.14/);
      await page.screenshot({ path: `out/screenshots/neurons-${theme}.png`, fullPage: true });
      assert.deepEqual(await audit(page), []);
    });

  it('draws no control, and loads none', async () => {
    const { page } = await browser.open(neuronsPage, resultHandlers({ data: set }));
    await page.locator('babel-matrix').waitFor();
    const loaded = await page.evaluate<string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name)`,
    );
    assert.ok(loaded.some((name) => name.endsWith('/neurons.js')));
    assert.deepEqual(
      loaded.filter((name) => name.includes('toolkit')),
      [],
    );
  });
});
