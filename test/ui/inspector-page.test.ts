import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { InspectorPageMethods, InspectorSnapshot } from '../../src/protocol/webview';
import { audit } from './page/audit';
import { type OpenOptions, pageTests } from './page/browser';
import type { HostedPage } from './page/fake-host';
import { InspectorHost, sampleShown } from './page/inspector-host';
import { museum } from './page/sample';
import { themes } from './page/themes';

type Theme = keyof typeof themes;

describe('The inspector page', () => {
  const browser = pageTests();
  let page: Page;
  let host: InspectorHost;
  let hosted: HostedPage<InspectorPageMethods>;

  async function open({
    snapshot,
    ...options
  }: OpenOptions & { snapshot?: Partial<InspectorSnapshot> } = {}): Promise<void> {
    ({ host, hosted } = await InspectorHost.open(browser, snapshot, options));
    ({ page } = hosted);
  }
  /** Asks again and again through the debugger: a page's own polling would evaluate strings, which its policy forbids. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (const start = Date.now(); !(await holds()); await page.waitForTimeout(50))
      if (Date.now() - start > 30_000) throw new Error(`Never held: ${holds.toString()}`);
  }
  const calls = (method: string) => hosted.calls(method);
  const token = (number: number) =>
    page.locator(`babel-token-strip [role=option][data-token="${number - 1}"]`);
  const chosen = () => page.locator('babel-token-strip [aria-selected=true]');
  const chip = (tag: string) => page.locator(`babel-legend button:has(.tag:text-is("${tag}"))`);
  const heatMap = () => page.getByRole('slider', { name: 'Activity by token and language' });
  const button = (name: string) => page.getByRole('button', { name });

  describe('showing a result', () => {
    it('says what was inspected and tells each token with its leading language', async () => {
      await open();
      await page.getByText(/^sample\.md 12–17 · \d+ tokens · 41 ms$/).waitFor();
      assert.match(
        (await token(2).getAttribute('aria-label')) ?? '',
        /^token 2 ‘·museu’, English (\.\d\d|1\.0)$/,
      );
      const text = await page.locator('babel-token-strip [role=listbox]').innerText();
      assert.ok(text.includes('Le musée ouvre à neuf heures.'), 'the text can be read and copied as it is');
    });

    it('names the languages above the text, not by colour alone', async () => {
      await open();
      const named = await page
        .locator('babel-token-strip .named')
        .evaluateAll((all) => all.map((element) => element.getAttribute('data-tag')));
      assert.deepEqual(named, ['en', 'fr', 'zh', 'ja', 'vi', 'ru', 'ar', 'hi', 'en']);
    });

    it('runs every paragraph in its own direction and keeps Arabic letters joined', async () => {
      await open();
      const paragraph = page.locator('babel-token-strip bdi').nth(1);
      assert.equal(await paragraph.evaluate((element) => element.matches(':dir(rtl)')), true);
      // Joined letters are narrower than letters alone; a box that broke shaping would widen the line.
      const [spans, plain] = await paragraph.evaluate((element) => {
        const width = () => {
          const range = element.ownerDocument.createRange();
          range.selectNodeContents(element);
          return range.getBoundingClientRect().width;
        };
        const whole = width();
        element.textContent = (element.textContent ?? '').trimEnd();
        return [whole, width()];
      });
      assert.ok(Math.abs(spans - plain) < 3, `${spans} px in tokens, ${plain} px in one piece`);
    });

    it('shows several tokens inside one character as parts of it, each of which can be chosen', async () => {
      await open();
      const cell = page.locator('babel-token-strip .cell', { hasText: '🎉' });
      const parts = cell.locator('[role=option]');
      assert.equal(await parts.count(), 4);
      const boxes = await parts.evaluateAll((all) =>
        all.map((part) => part.getBoundingClientRect().toJSON() as DOMBox),
      );
      boxes.slice(1).forEach((box, i) => assert.ok(Math.abs(box.left - boxes[i].right) < 0.6));
      await parts.nth(2).click();
      assert.equal(await cell.evaluate((element) => element.classList.contains('selected')), true);
    });

    it('keeps several selections apart', async () => {
      await open({ snapshot: { result: sampleShown(4, [museum.slice(0, 1), museum.slice(6, 7)]) } });
      assert.equal(await page.locator('babel-token-strip .text').count(), 2);
    });

    it('hatches a layer in which a language has no neuron', async () => {
      await open();
      const none = page.locator('.layers td.none');
      await none.first().waitFor();
      assert.equal(await none.count(), 4);
      assert.match((await none.first().getAttribute('title')) ?? '', /^Turkish, layer 7: no neuron here$/);
    });
  });

  describe('choosing a token', () => {
    it('by click shows it in the editor without taking the keyboard, by double click goes there', async () => {
      await open();
      await token(9).click();
      await page.getByText('“·musée” · layers × languages').waitFor();
      assert.deepEqual(await calls('revealToken'), [{ inspection: 1, token: 8, focus: false }]);
      await token(9).dblclick();
      assert.deepEqual((await calls('revealToken')).at(-1), { inspection: 1, token: 8, focus: true });
    });

    it('by keyboard walks along the text, over lines and to its ends', async () => {
      await open();
      await token(9).click();
      await page.keyboard.press('ArrowRight');
      assert.equal(await chosen().getAttribute('data-token'), '9');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      assert.equal(await chosen().getAttribute('data-token'), '7');
      const [above] = await chosen().evaluateAll((all) =>
        all.map((e) => e.getBoundingClientRect().toJSON() as DOMBox),
      );
      await page.keyboard.press('ArrowDown');
      const [below] = await chosen().evaluateAll((all) =>
        all.map((e) => e.getBoundingClientRect().toJSON() as DOMBox),
      );
      assert.ok(below.top > above.bottom, 'the line below');
      assert.ok(Math.abs(below.left - above.left) < 80, 'under where it was');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowRight');
      const last = await page.locator('babel-token-strip [role=option]').last().getAttribute('data-token');
      assert.equal(await chosen().getAttribute('data-token'), last);
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      assert.deepEqual((await calls('revealToken')).at(-1), { inspection: 1, token: 0, focus: true });
      assert.equal(
        await page.locator('babel-token-strip [tabindex="0"]').count(),
        1,
        'one stop for the Tab key',
      );
    });

    it('walks against the arrow keys’ usual sense in a paragraph from right to left', async () => {
      await open();
      const first = page.locator('babel-token-strip bdi').nth(1).locator('[role=option]').first();
      await first.click();
      const start = Number(await chosen().getAttribute('data-token'));
      await page.keyboard.press('ArrowLeft');
      assert.equal(Number(await chosen().getAttribute('data-token')), start + 1);
    });

    it('works in the heat map too, which speaks the token’s values', async () => {
      await open();
      await heatMap().focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      assert.equal(await chosen().getAttribute('data-token'), '1');
      assert.equal(await heatMap().getAttribute('aria-valuenow'), '2');
      assert.match((await heatMap().getAttribute('aria-valuetext')) ?? '', /^token 2 ‘·museu’, English [.1]/);
      await heatMap().click({ position: { x: 30, y: 40 } });
      assert.equal(await chosen().getAttribute('data-token'), '3');
    });

    it('follows the editor’s cursor without answering back', async () => {
      await open();
      await host.highlight(1, 5);
      await page.locator('babel-token-strip [data-token="5"][aria-selected=true]').waitFor();
      await host.highlight(1, -1);
      await host.highlight(99, 2);
      assert.equal(await chosen().getAttribute('data-token'), '5');
      assert.deepEqual(await calls('revealToken'), []);
    });

    it('shares the hovered token between strip and heat map', async () => {
      await open();
      await heatMap().hover({ position: { x: 30, y: 40 } });
      assert.equal(await page.locator('babel-token-strip .hovered').getAttribute('data-token'), '3');
      await page.locator('h1').hover();
      assert.equal(await page.locator('babel-token-strip .hovered').count(), 0);
    });

    it('shows the newest token’s detail when answers are slow, in place and without a jump', async () => {
      await open();
      await page.locator('.neurons td.tags').first().waitFor();
      const release = host.hold();
      const height = () =>
        page.locator('.detail').evaluate((element) => element.getBoundingClientRect().height);
      const before = await height();
      await token(9).click();
      await page.locator('.detail[aria-busy=true]').waitFor();
      assert.equal(await height(), before);
      await token(20).click();
      release();
      await page.locator('.detail[aria-busy=false]').waitFor();
      assert.equal(await page.locator('.neurons td.tags').first().innerText(), 'zh');
      assert.equal(await height(), before);
    });

    it('says why there is no detail', async () => {
      await open();
      host.detailFailure = 'This result is gone. Inspect again.';
      await token(9).click();
      await page.locator('.detail').getByText('This result is gone. Inspect again.').waitFor();
    });
  });

  describe('switching a language off', () => {
    it('takes it out of the strip and the heat map, tells the host and is remembered', async () => {
      await open();
      const rows = () => page.locator('babel-heat-map ol:not(.values) li').allInnerTexts();
      await chip('en').click();
      assert.equal(await chip('en').getAttribute('aria-pressed'), 'false');
      assert.ok(!(await rows()).includes('en'));
      assert.doesNotMatch((await token(2).getAttribute('aria-label')) ?? '', /English/);
      assert.deepEqual(await calls('setHidden'), [{ languages: ['en'] }]);
      const state = await hosted.state();
      await page.close();
      await open({ state });
      assert.equal(await chip('en').getAttribute('aria-pressed'), 'false');
      assert.deepEqual(await calls('setHidden'), [{ languages: ['en'] }], 'the host hears of it again');
      await chip('en').click();
      assert.ok((await rows()).includes('en'));
    });
  });

  describe('its header', () => {
    it('asks the host to follow and to paint, and shows what the host says', async () => {
      await open();
      await button('Paint Editor').click();
      assert.deepEqual(await calls('setPaint'), [{ on: true }]);
      await button('Follow Selection').click();
      // Seen at once, and not undone by a snapshot from before the click: the next click means what is seen.
      await page.getByRole('button', { name: 'Follow Selection', pressed: false }).waitFor();
      await host.show({ follow: true });
      await page.getByRole('button', { name: 'Follow Selection', pressed: false }).waitFor();
      assert.deepEqual(await calls('setFollow'), [{ on: false }]);
      await host.show({ paint: true, follow: false });
      await page.getByRole('button', { name: 'Paint Editor', pressed: true }).waitFor();
      await page.getByRole('button', { name: 'Follow Selection', pressed: false }).waitFor();
    });

    it('has a menu that works by keyboard and closes by Escape', async () => {
      await open();
      await button('Copy / Save').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Copy as Table' }).waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('menu').count(), 0);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      assert.deepEqual(await calls('save'), [{ inspection: 1, format: 'csv' }]);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      assert.deepEqual(await calls('copyTable'), [{ inspection: 1 }]);
      await page.keyboard.press('Enter');
      await page.locator('h1').click();
      assert.equal(await page.getByRole('menu').count(), 0, 'closed by a click elsewhere');
    });

    for (const format of ['svg', 'png'] as const) {
      it(`saves the picture as ${format.toUpperCase()}`, async () => {
        await open();
        await button('Copy / Save').click();
        await page.getByRole('menuitem', { name: `Save as ${format.toUpperCase()}…` }).click();
        await until(async () => (await calls('save')).length > 0);
        const [{ picture }] = (await calls('save')) as { picture: Uint8Array }[];
        const bytes = Buffer.from(picture);
        if (format === 'svg') {
          const svg = bytes.toString('utf8');
          const parsed = await page.evaluate<string>(
            `new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml').documentElement.nodeName`,
          );
          assert.equal(parsed, 'svg');
          assert.ok(svg.includes('Le musée ouvre à neuf heures.'));
          assert.ok(svg.includes('Babelscope bundled model'));
        } else {
          assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
          assert.equal(bytes.readUInt32BE(16), 2 * 860, 'twice the page’s width');
        }
      });
    }
  });

  describe('its states', () => {
    it('empty: says what to do, and does it', async () => {
      await open({ snapshot: { result: undefined } });
      await page.getByText('Select text in any editor').waitFor();
      await button('Inspect Selection').click();
      assert.deepEqual(await calls('inspect'), [null]);
    });

    it('working: shows progress over the last result and can be cancelled', async () => {
      await open();
      await host.show({ working: { done: 1024, total: 4000, note: '' } });
      await page.getByText('1,024 of 4,000 tokens').waitFor();
      assert.equal(await page.locator('progress').getAttribute('max'), '4000');
      assert.equal(await page.locator('.result[inert] babel-token-strip').count(), 1);
      await button('Cancel').click();
      assert.deepEqual(await calls('cancel'), [null]);
    });

    it('working for a moment: nothing flickers, and what was drawn is not drawn again', async () => {
      await open();
      const strip = page.locator('babel-token-strip [role=option]').first();
      await strip.evaluate((element) => element.setAttribute('data-kept', ''));
      await Promise.all([
        host.show({ working: { done: 0, total: 40, note: '' } }),
        host.show({ working: undefined }),
      ]);
      await page.waitForTimeout(400);
      assert.equal(await page.locator('.notice').count(), 0);
      assert.equal(await strip.getAttribute('data-kept'), '');
    });

    it('failed: says why and offers what helps', async () => {
      const actions = [{ id: 'show-log', label: 'Show Log' }];
      const failure = {
        code: 'engine-crashed' as const,
        message: 'The engine stopped. Inspect again.',
        actions,
      };
      await open({ snapshot: { result: undefined, failure } });
      await page.getByRole('alert').getByText('The engine stopped. Inspect again.').waitFor();
      await button('Show Log').click();
      assert.deepEqual(await calls('runAction'), [{ id: 'show-log' }]);
    });

    it('stale: says so and offers to inspect again', async () => {
      await open({ snapshot: { stale: true } });
      await page.getByText('The text has changed since').waitFor();
      await button('Inspect Again').click();
      assert.deepEqual(await calls('inspect'), [null]);
    });

    it('a new result replaces the old one and its choice', async () => {
      await open();
      await token(9).click();
      const result = sampleShown(2, [museum.slice(1, 2)]);
      await host.show({ result });
      await page.getByText(/· 8 tokens ·/).waitFor();
      assert.equal(await page.locator('babel-token-strip [role=option]').count(), 8);
    });
  });

  describe('in every theme', () => {
    for (const theme of Object.keys(themes) as Theme[]) {
      it(`has no accessibility violation in ${theme}`, async () => {
        await open({ theme });
        await page.locator('.neurons td.tags').first().waitFor();
        await button('Copy / Save').click();
        assert.deepEqual(await audit(page), []);
      });

      it(`has its buttons in the colours of ${theme}`, async () => {
        await open({ theme, snapshot: { result: undefined } });
        const [drawn, asked] = await page.evaluate<[string, string]>(`(() => {
          const colour = (element) => getComputedStyle(element).backgroundColor;
          const root = document.querySelector('babel-inspector').shadowRoot;
          const probe = document.createElement('i');
          probe.style.background = 'var(--vscode-button-background)';
          document.body.append(probe);
          return [colour(root.querySelector('.empty vscode-button')), colour(probe)];
        })()`);
        assert.equal(drawn, asked);
      });
    }

    for (const snapshot of [
      { result: undefined },
      { stale: true },
      {
        failure: {
          code: 'internal' as const,
          message: 'Something.',
          actions: [{ id: 'a', label: 'Show Log' }],
        },
      },
      { result: undefined, working: { done: 1, total: 2, note: '' } },
    ])
      it(`has none in the state ${JSON.stringify(Object.keys(snapshot).at(-1))}`, async () => {
        await open({ snapshot });
        assert.deepEqual(await audit(page), []);
      });

    it('follows a change of theme at once', async () => {
      await open({ theme: 'dark' });
      const tint = () => token(2).evaluate((element) => (element as HTMLElement).style.backgroundColor);
      const before = await tint();
      await page.evaluate(`document.body.className = 'vscode-light'`);
      await until(async () => (await tint()) !== before);
    });

    it('underlines tokens in high contrast, by strength', async () => {
      await open({ theme: 'high-contrast' });
      const style = (name: string) =>
        token(2).evaluate(
          (element, property) =>
            element.ownerDocument.defaultView?.getComputedStyle(element).getPropertyValue(property),
          name,
        );
      assert.equal(await style('text-decoration-line'), 'underline');
      assert.match(String(await style('text-decoration-thickness')), /^[2-4](\.\d)?px$/);
    });

    for (const width of [400, 1600])
      it(`needs no sideways scrolling at ${width} px`, async () => {
        await open({ width });
        await page.locator('.neurons td.tags').first().waitFor();
        const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        assert.ok(beyond <= 0, `${beyond} px too wide`);
      });
  });

  describe('with 4,000 tokens', () => {
    const long = () => sampleShown(3, [Array.from({ length: 41 }, () => museum).flat()]);

    it('draws only what is in view and reaches the last token', async () => {
      await open({ snapshot: { result: long() } });
      const count = await page.locator('babel-token-strip [role=option]').count();
      assert.ok(count > 4000, String(count));
      const canvas = await page.locator('babel-heat-map canvas').evaluate((element) => element.clientWidth);
      assert.ok(canvas < 860, `a canvas of ${canvas} px`);
      await token(1).click();
      await page.keyboard.press('End');
      const [strip, last] = await Promise.all([
        page.locator('babel-token-strip').boundingBox(),
        token(count).boundingBox(),
      ]);
      assert.ok(strip && last && last.y >= strip.y && last.y + last.height <= strip.y + strip.height);
      const scrolled = await heatMap().evaluate((element) => element.scrollLeft + element.clientWidth);
      assert.ok(Number(scrolled) >= count * 9 - 10, 'the heat map went along');
    });
  });
});

interface DOMBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
