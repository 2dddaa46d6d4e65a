import assert from 'node:assert/strict';
import type { NeuronSet } from '../../src/protocol/neurons';
import { installAblationHost } from './page/ablation-host';
import { audit } from './page/audit';
import { PageBrowser } from './page/browser';
import type { Theme } from './page/themes';
import { themes } from './page/themes';

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
  let browser: PageBrowser;
  before(async () => {
    browser = await PageBrowser.start();
  });
  after(() => browser.close());

  for (const theme of Object.keys(themes) as Theme[])
    it(`shows languages, layers, overlap, and that it does not fit, to everybody, ${theme}`, async () => {
      const start = { name: 'tiny.neurons.babelscope.json', set };
      const page = await browser.openPage('neurons', installAblationHost, start, { theme, width: 600 });
      await page.getByRole('alert').getByText('3 layers and the model 2').waitFor();
      const cells = page.locator('.scroller tbody tr').first().locator('td');
      assert.deepEqual(await cells.allInnerTexts(), ['4', '2', '0', '2']);
      // One of four and four neurons, of seven in all.
      const overlap = page.locator('babel-matrix tbody tr').first().locator('td').nth(1);
      assert.match(await overlap.innerText(), /\.14/);
      await page.screenshot({ path: `out/screenshots/neurons-${theme}.png`, fullPage: true });
      assert.deepEqual(await audit(page), []);
      await page.close();
    });
});
