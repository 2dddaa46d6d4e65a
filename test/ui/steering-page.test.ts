import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import type { SteeringPageMethods, SteeringSnapshot } from '../../src/protocol/steering-page';
import type { SteeringChoices } from '../../src/steering/choices';
import { audit } from './page/audit';
import { type OpenOptions, pageTests } from './page/browser';
import type { HostedPage } from './page/fake-host';
import { SteeringHost } from './page/steering-host';
import {
  openAnswer,
  sampleAnswer,
  sampleChoices,
  sampleOptions,
  sampleGeneration,
  sampleRun,
  sampleSteering,
} from './page/steering-sample';
import type { Theme } from './page/themes';
import { themes } from './page/themes';

interface Options extends OpenOptions {
  snapshot?: Partial<SteeringSnapshot>;
}

describe('The steering page', () => {
  const browser = pageTests();
  let page: Page;
  let host: SteeringHost;
  let hosted: HostedPage<SteeringPageMethods>;

  async function open({ snapshot, ...options }: Options = {}): Promise<void> {
    ({ host, hosted } = await SteeringHost.open(browser, snapshot, { width: 300, ...options }));
    ({ page } = hosted);
  }
  const show = (change: Partial<SteeringSnapshot>) => host.show(change);
  const calls = (method: string) => hosted.calls(method);
  /** Waits until the choices that the host was last asked to keep are these. */
  async function keeps(expected: Partial<SteeringChoices>): Promise<void> {
    const last = async (): Promise<Partial<SteeringChoices>> => {
      const { choices } = ((await calls('change')).at(-1) ?? {}) as { choices?: SteeringChoices };
      const names = Object.keys(expected) as (keyof SteeringChoices)[];
      return Object.fromEntries(names.map((name) => [name, choices?.[name]]));
    };
    await eventually(async () => isDeepStrictEqual(await last(), expected));
    assert.deepEqual(await last(), expected);
  }
  /** Until it is so, or for ten seconds: what the page does in a while cannot be waited for inside it, under its policy. */
  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + 10_000;
    while (!(await holds()) && Date.now() < until) await page.waitForTimeout(50);
  }
  const chip = (tag: string) => page.locator(`babel-language-chips [data-tag="${tag}"]`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const prompt = () => page.getByRole('textbox', { name: 'Prompt' });
  const side = (name: 'plain' | 'steered') => page.locator(`[data-side=${name}]`);
  const text = (name: 'plain' | 'steered') => side(name).locator('.text');
  const focused = () =>
    page.evaluate<string>(`(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.getRootNode().host?.textContent.trim() || at?.textContent.trim();
    })()`);

  describe('choosing languages', () => {
    it('switches a language on, then off, then neither, and says so', async () => {
      await open();
      assert.equal(await chip('ja').getAttribute('data-stance'), 'neither');
      await chip('ja').click();
      await page.getByRole('button', { name: 'ja, Japanese, on' }).waitFor();
      assert.equal(await page.locator('p[role=status]').innerText(), 'Japanese, on');
      await keeps({ on: ['fr', 'ja'], off: ['en'] });
      await chip('ja').click();
      await page.getByRole('button', { name: 'ja, Japanese, off' }).waitFor();
      await keeps({ on: ['fr'], off: ['en', 'ja'] });
      await chip('ja').click();
      await keeps({ on: ['fr'], off: ['en'] });
    });

    it('moves between them by arrows, with one stop for Tab', async () => {
      await open();
      await chip('en').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Space');
      assert.equal(await chip('es').getAttribute('data-stance'), 'on');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      assert.equal(await chip('ru').getAttribute('data-stance'), 'on');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Shift+Tab');
      assert.equal(await chip('ru').evaluate((element) => element.matches(':focus')), true);
      assert.equal(await page.locator('babel-language-chips [tabindex="0"]').count(), 1);
    });

    it('offers no language without neurons to a method on neurons', async () => {
      await open({ snapshot: { choices: { ...sampleChoices, method: 'add' } } });
      assert.equal(await chip('vi').getAttribute('aria-disabled'), 'true');
      await chip('vi').click({ force: true });
      assert.equal(await chip('vi').getAttribute('data-stance'), 'neither');
    });

    it('knows no “on” where a method only switches off', async () => {
      await open({ snapshot: { choices: { ...sampleChoices, method: 'off' } } });
      assert.equal(await chip('fr').getAttribute('data-stance'), 'neither');
      await chip('fr').click();
      assert.equal(await chip('fr').getAttribute('data-stance'), 'off');
      await keeps({ on: [], off: ['en', 'fr'] });
    });
  });

  describe('choosing how', () => {
    it('starts another method where its best setting is known, else where it makes sense', async () => {
      await open();
      const method = page.getByRole('combobox', { name: 'Method' });
      await method.click();
      await page.getByRole('option', { name: 'LAPE additive' }).click();
      await keeps({ method: 'add', layers: [0, 7], strength: 1 });
      await page.keyboard.press('ArrowUp');
      await keeps({ method: 'sparse', layers: [3, 6] });
      await page.keyboard.press('ArrowUp');
      await keeps({ method: 'diffmean', strength: 1.2 });
    });

    it('runs again soon after the strength has changed, once, and only if there was a run', async () => {
      await open();
      const slider = page.getByRole('slider', { name: 'Strength, by slider' });
      await slider.focus();
      for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
      await eventually(async () => (await calls('generate')).length > 0);
      const made = (await calls('generate')) as { choices: SteeringChoices }[];
      assert.equal(made.length, 1);
      assert.equal(made[0].choices.strength, 1.6);
      await page.close();
      await open({ snapshot: { run: undefined } });
      await page.getByRole('spinbutton', { name: 'Strength' }).fill('2.5');
      await keeps({ strength: 2.5 });
      assert.deepEqual(await calls('generate'), []);
    });

    it('takes no strength that is no number, and puts the old one back', async () => {
      await open();
      const field = page.getByRole('spinbutton', { name: 'Strength' });
      await field.fill('');
      await prompt().focus();
      assert.equal(await field.inputValue(), '1.2');
      await page.waitForTimeout(400);
      assert.deepEqual(await calls('change'), []);
      await field.fill('40');
      assert.equal(await page.getByRole('slider', { name: 'Strength, by slider' }).getAttribute('max'), '40');
    });

    it('moves both ends of the layers, which stop at each other', async () => {
      await open();
      await page.getByRole('slider', { name: 'First layer' }).focus();
      for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
      assert.equal(await page.locator('output').innerText(), '6');
      await page.getByRole('slider', { name: 'Last layer' }).focus();
      await page.keyboard.press('End');
      await keeps({ layers: [6, 7] });
    });

    it('pulls apart ends that lie on each other, either way', async () => {
      await open({ snapshot: { choices: { ...sampleChoices, layers: [4, 4] } } });
      const box = await page.locator('babel-range-slider').boundingBox();
      assert.ok(box);
      const x = (layer: number) => box.x + 6.5 + (layer / 7) * (box.width - 13);
      const y = box.y + box.height / 2;
      await page.mouse.move(x(4), y);
      await page.mouse.down();
      await page.mouse.move(x(2), y, { steps: 4 });
      await page.mouse.up();
      assert.equal(await page.locator('output').innerText(), '2–4');
      await page.mouse.move(x(4), y);
      await page.mouse.down();
      await page.mouse.move(x(6), y, { steps: 4 });
      await page.mouse.up();
      assert.equal(await page.locator('output').innerText(), '2–6');
    });

    it('swaps what is on and what is off', async () => {
      await open();
      await button('Swap').click();
      assert.equal(await chip('en').getAttribute('data-stance'), 'on');
      assert.equal(await chip('fr').getAttribute('data-stance'), 'off');
    });

    it('goes back to the best known setting, and leaves prompt and languages', async () => {
      const choices: SteeringChoices = {
        ...sampleChoices,
        method: 'amplify',
        strength: 9,
        control: true,
        prompt: 'Mine',
      };
      await open({ snapshot: { choices } });
      await button('Reset').click();
      await keeps({
        method: 'diffmean',
        strength: 1.2,
        layers: [3, 6],
        control: false,
        sampling: { temperature: 0, topK: 40, topP: 0.95, repetitionPenalty: 1.2, seed: 0 },
        prompt: 'Mine',
        off: ['en'],
        on: ['fr'],
      });
    });

    it('offers picked neurons where some are picked, and leaves single ones out', async () => {
      const neurons = [
        { layer: 5, index: 1832 },
        { layer: 2, index: 77 },
      ];
      await open({ snapshot: { choices: { ...sampleChoices, method: 'neurons', neurons } } });
      await page.getByRole('button', { name: /^5 · 1832/ }).click();
      await keeps({ neurons: [{ layer: 2, index: 77 }] });
    });
  });

  describe('its further choices', () => {
    it('are closed at first, and stay open over a reload', async () => {
      await open();
      assert.equal(await page.getByRole('spinbutton', { name: 'Temperature' }).isVisible(), false);
      await page.getByText('More', { exact: true }).click();
      await page.getByRole('spinbutton', { name: 'Temperature' }).waitFor();
      await eventually(async () => (await hosted.state()) !== undefined);
      const state = await hosted.state();
      await page.close();
      await open({ state });
      await page.getByRole('spinbutton', { name: 'Temperature' }).waitFor();
    });

    it('are each kept', async () => {
      await open({ state: { open: ['more'] }, snapshot: { choices: { ...sampleChoices, method: 'add' } } });
      const number = (name: string) => page.getByRole('spinbutton', { name, exact: true });
      await number('Switched off to').fill('-2.5');
      await number('Temperature').fill('0.7');
      await number('Top-k').fill('50');
      await number('Top-p').fill('0.9');
      await number('Repetition penalty').fill('1.1');
      await number('Seed').fill('7');
      await number('Tokens').fill('20');
      await page.getByRole('textbox', { name: 'Stop at' }).fill('\\n\nEND');
      await page.getByRole('checkbox', { name: 'Random control' }).click();
      await page.getByRole('combobox', { name: 'Shared neurons' }).click();
      await page.getByRole('option', { name: 'Untouched' }).click();
      await keeps({
        sampling: { temperature: 0.7, topK: 50, topP: 0.9, repetitionPenalty: 1.1, seed: 7 },
        value: -2.5,
        maxTokens: 20,
        control: true,
        shared: 'untouched',
        stop: ['\n', 'END'],
      });
    });

    it('offer the chat of a model that has a template for it, and say so beside the prompt', async () => {
      await open({ state: { open: ['more'] } });
      const asChat = () => page.getByRole('checkbox', { name: 'As a chat' });
      assert.equal(await asChat().count(), 0);
      await page.close();
      const { options, choices } = sampleSteering();
      const snapshot = { options: { ...options!, chat: true }, choices: { ...choices, chat: true } };
      await open({ state: { open: ['more'] }, snapshot });
      await page.getByRole('textbox', { name: 'as a chat message' }).waitFor();
      assert.equal(await asChat().isChecked(), true);
      assert.deepEqual(await audit(page), []);
      await asChat().click();
      await keeps({ chat: false });
      await page.getByRole('textbox', { name: 'as a chat message' }).waitFor({ state: 'detached' });
    });

    it('refuse what is out of range', async () => {
      await open({
        state: { open: ['more'] },
        snapshot: { choices: { ...sampleChoices, method: 'sparse' } },
      });
      await page.getByRole('spinbutton', { name: 'Dimensions' }).fill('9999');
      await page.getByRole('spinbutton', { name: 'Top-p' }).fill('1.5');
      await page.getByRole('spinbutton', { name: 'Tokens' }).fill('2.5');
      await page.waitForTimeout(400);
      assert.deepEqual(await calls('change'), []);
      await prompt().focus();
      assert.equal(await page.getByRole('spinbutton', { name: 'Tokens' }).inputValue(), '48');
    });
  });

  describe('a run', () => {
    it('starts by Ctrl+Enter in the prompt, with the text as typed', async () => {
      await open({ snapshot: { run: undefined } });
      await prompt().fill('The weather\ntoday');
      await page.keyboard.press('Control+Enter');
      const [{ choices }] = (await calls('generate')) as { choices: SteeringChoices }[];
      assert.equal(choices.prompt, 'The weather\ntoday');
    });

    it('turns Generate into Stop and back in one place, and the focus stays on it', async () => {
      await open();
      await button('Generate').focus();
      await page.keyboard.press('Enter');
      const run = sampleRun({ id: 2, plain: openAnswer(), steered: openAnswer(), partsAt: undefined });
      await show({ run });
      await button('Stop').waitFor();
      assert.equal(await focused(), 'Stop');
      await page.keyboard.press('Enter');
      assert.deepEqual(await calls('stop'), [null]);
      await show({ run: sampleRun({ id: 2 }) });
      await button('Generate').waitFor();
      assert.equal(await focused(), 'Generate');
    });

    it('can be stopped at once when it takes the place of one that is under way', async () => {
      const under = (id: number) => sampleRun({ id, steered: openAnswer(' sommes') });
      await open({ snapshot: { run: under(1) } });
      host.silent = true;
      await prompt().focus();
      await page.keyboard.press('Control+Enter');
      await show({ run: under(1) });
      await show({ run: sampleRun() });
      await side('steered').locator('.token').first().waitFor();
      assert.equal(await button('Stop').count(), 1);
      await show({ run: under(2) });
      await show({ run: sampleRun({ id: 2 }) });
      await button('Generate').waitFor();
    });

    it('is told to a screen reader when it starts and ends, and not in between', async () => {
      await open();
      await page.evaluate(`(() => {
        window.said = [];
        const status = document.querySelector('babel-steering').shadowRoot.querySelector('p[role=status]');
        new MutationObserver(() => said.push(status.textContent)).observe(status, {
          characterData: true, childList: true, subtree: true });
      })()`);
      for (const words of ['', ' sommes', ' sommes retournés'])
        await show({
          run: sampleRun({ id: 2, plain: openAnswer(words && ' went'), steered: openAnswer(words) }),
        });
      await show({ run: sampleRun({ id: 2 }) });
      await eventually(() => page.evaluate('said.length > 1'));
      assert.deepEqual(await page.evaluate('said'), [
        'Generating.',
        'Done. The steered answer is in French.',
      ]);
    });

    it('colours its words without moving any', async () => {
      await open();
      /** Height of the text, and where its last letter stands. */
      const boxes = () =>
        text('steered').evaluate((element) => {
          const letters = element.ownerDocument.createTreeWalker(element, 4);
          const range = element.ownerDocument.createRange();
          while (letters.nextNode())
            if (letters.currentNode.textContent?.trim()) range.selectNodeContents(letters.currentNode);
          range.setStart(range.endContainer, range.endOffset - 1);
          const { left, top } = range.getBoundingClientRect();
          return [element.getBoundingClientRect().height, left, top];
        });
      const words = sampleRun().steered.text;
      await show({ run: sampleRun({ id: 2, steered: openAnswer(words) }) });
      await text('steered').locator('.caret').waitFor({ state: 'attached' });
      const streaming = await boxes();
      await show({ run: sampleRun({ id: 2 }) });
      await text('steered').locator('.token').first().waitFor();
      const done = await boxes();
      assert.ok(
        done.every((value, i) => Math.abs(value - streaming[i]) < 1),
        `from ${streaming.join(', ')} to ${done.join(', ')}`,
      );
    });

    it('keeps the room of the answers before it, so that what is below does not jump', async () => {
      await open();
      const top = () => button('Diff').evaluate((element) => element.getBoundingClientRect().top);
      const before = await top();
      await show({
        run: sampleRun({ id: 2, plain: openAnswer(), steered: openAnswer(), partsAt: undefined }),
      });
      await button('Stop').waitFor();
      assert.equal(await top(), before);
    });

    it('says why the host refuses it, until something is changed', async () => {
      await open({ snapshot: { choices: { ...sampleChoices, prompt: '' } } });
      host.refusal = 'The prompt is empty. Write what the model is to go on from.';
      await button('Generate').click();
      await page.getByRole('alert').getByText('The prompt is empty.').waitFor();
      await button('Generate').waitFor();
      await prompt().fill('Now');
      await page.getByRole('alert').waitFor({ state: 'detached' });
    });
  });

  describe('the answers', () => {
    it('read as prompt and continuation, with language, fluency and speed', async () => {
      await open();
      assert.equal(
        (await text('steered').innerText()).trim(),
        'When the rain stopped, we sommes retournés à la maison et avons ouvert les fenêtres.',
      );
      assert.match(await side('plain').locator('footer').innerText(), /^en 0\.99\s+118 tokens\/s$/);
      assert.match(
        await side('steered').locator('footer').innerText(),
        /^fr 0\.97 · fluency ×1\.4\s+116 tokens\/s$/,
      );
      await side('steered').getByText('Leading language by tokens').waitFor();
      const title = await side('steered').locator('.token').nth(1).getAttribute('title');
      assert.match(title ?? '', /^French (\.\d\d|1\.0) · log-probability −\d\.\d\d$/);
    });

    it('mark where they first part, before the word', async () => {
      await open();
      assert.equal(await page.locator('.parts').count(), 2);
      const after = await side('plain')
        .locator('.parts')
        .evaluate((element) => element.nextElementSibling?.textContent);
      assert.equal(after, 'went');
    });

    it('run right to left where their text does, each paragraph for itself', async () => {
      const choices = { ...sampleChoices, prompt: 'We said:' };
      const steered = sampleAnswer(' نعم\nكانت السماء صافية.\nAnd left.', 'fr');
      await open({ snapshot: { run: sampleRun({ choices, steered, partsAt: undefined }) } });
      const directions = await text('steered')
        .locator('.paragraph')
        .evaluateAll((all) => all.map((element) => element.matches(':dir(rtl)')));
      assert.deepEqual(directions, [false, true, false]);
      assert.equal(
        await text('steered')
          .locator('bdi')
          .evaluate((element) => element.matches(':dir(rtl)')),
        true,
      );
    });

    it('keep white space, break long words and Japanese, and never widen the page', async () => {
      const long = `  a   b\n\n\tc ${'Donaudampfschifffahrtsgesellschaft'.repeat(3)} ${'祖母はいつも窓を開けました。'.repeat(4)}`;
      const plain = sampleAnswer(long, 'de');
      await open({ snapshot: { run: sampleRun({ plain, partsAt: undefined }) } });
      assert.equal(
        await text('plain').evaluate((element) =>
          [...element.querySelectorAll('.paragraph')].map((line) => line.textContent).join(''),
        ),
        `${sampleChoices.prompt}${long}`,
      );
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')) <= 0);
    });

    it('say in red that nothing was changed', async () => {
      const same = ' went back to the house and opened the windows.';
      const generation = sampleGeneration(same, 'en', { changedAt: -1, warnings: ['A warning.'] });
      await open({ snapshot: { run: sampleRun({ steered: sampleAnswer(same, 'en', { generation }) }) } });
      const words = side('steered').getByText('The intervention changed nothing.');
      const colour = await words.evaluate((element) => getComputedStyle(element).color);
      assert.equal(colour, 'rgb(248, 81, 73)');
      await side('steered').getByText('A warning.').waitFor();
    });

    it('say what ended them early, and what is too short to identify', async () => {
      const generation = sampleGeneration(' oui', 'fr', { finish: 'context', tokensPerSecond: NaN });
      const language = { tag: 'fr', confidence: 0.41, unsure: true };
      await open({
        snapshot: { run: sampleRun({ steered: sampleAnswer(' oui', 'fr', { generation, language }) }) },
      });
      assert.match(
        await side('steered').locator('footer').innerText(),
        /^fr unsure · fluency ×1\.0 · context full\s+1 token$/,
      );
    });

    it('keep the text of the side that failed, and offer what helps', async () => {
      const failure = {
        code: 'engine-crashed' as const,
        message: 'The engine stopped. Generate again.',
        actions: [{ id: 'show-log', label: 'Show Log' }],
      };
      const steered = { ...openAnswer(' sommes retournés'), state: 'failed' as const, failure };
      await open({ snapshot: { run: sampleRun({ steered }) } });
      await side('steered').getByRole('alert').getByText('The engine stopped.').waitFor();
      assert.match(await text('steered').innerText(), /we sommes retournés/);
      await button('Show Log').click();
      assert.deepEqual(await calls('runAction'), [{ id: 'show-log' }]);
      await button('Generate').waitFor();
    });

    it('are inserted, compared and saved', async () => {
      await open();
      await button('Insert').click();
      await button('Insert Plain').click();
      await button('Diff').click();
      await button('Save').click();
      assert.deepEqual(await calls('insert'), [
        { run: 1, side: 'steered' },
        { run: 1, side: 'plain' },
      ]);
      assert.deepEqual(await calls('compare'), [{ run: 1 }]);
      assert.deepEqual(await calls('save'), [{ run: 1 }]);
    });

    it('of earlier runs come back by a click', async () => {
      await open();
      await page.getByText('3 earlier runs').click();
      await page.getByRole('button', { name: /とても良いです/ }).click();
      assert.deepEqual(await calls('showRun'), [{ id: 9 }]);
      await button('Clear').click();
      assert.deepEqual(await calls('clearHistory'), [null]);
    });
  });

  describe('what the host says', () => {
    it('replaces the choices only where the host has changed them', async () => {
      await open();
      await prompt().fill('Mine');
      await show({ choices: { ...sampleChoices, prompt: 'Theirs' } });
      assert.equal(await prompt().inputValue(), 'Mine');
      await show({ choices: { ...sampleChoices, prompt: 'Theirs', on: ['ru'] }, choicesVersion: 2 });
      await eventually(async () => (await prompt().inputValue()) === 'Theirs');
      assert.equal(await prompt().inputValue(), 'Theirs');
      assert.equal(await chip('ru').getAttribute('data-stance'), 'on');
      await page.waitForTimeout(400);
      const versions = ((await calls('change')) as { version: number }[]).map(({ version }) => version);
      assert.deepEqual(versions, [1], 'what was typed before is not kept over it');
    });

    it('keeps what is edited while a model loads, on top of what that brings', async () => {
      await open({ snapshot: { options: undefined, loading: true, run: undefined, history: [] } });
      const loaded = {
        ...sampleSteering({ run: undefined }),
        choices: { ...sampleChoices, prompt: 'Theirs', on: ['ru'] },
        choicesVersion: 2,
        choicesFrom: 'model' as const,
      };
      host.changeUnseen(loaded);
      await prompt().fill('Mine');
      await keeps({ prompt: 'Mine', on: ['ru'] });
      assert.equal(((await calls('change')).at(-1) as { version: number }).version, 2);
      assert.equal(await prompt().inputValue(), 'Mine');
      assert.equal(await chip('ru').getAttribute('data-stance'), 'on');
    });

    it('does not undo what the host has changed meanwhile, and generates with that', async () => {
      await open();
      const theirs = { choices: { ...sampleChoices, prompt: 'Theirs' }, choicesVersion: 2 };
      host.changeUnseen(theirs);
      await prompt().focus();
      await page.keyboard.press('Control+Enter');
      await eventually(async () => (await calls('generate')).length === 2);
      const made = (await calls('generate')) as { choices: SteeringChoices; version: number }[];
      assert.deepEqual(
        made.map(({ choices, version }) => [choices.prompt, version]),
        [
          [sampleChoices.prompt, 1],
          ['Theirs', 2],
        ],
      );
      assert.equal(await prompt().inputValue(), 'Theirs');
    });

    it('lets the host keep an edit at once: hidden the next moment, the page is gone', async () => {
      await open();
      // The page's own clock stands still: nothing waits for a rest.
      await page.clock.install();
      await prompt().fill('Mine');
      assert.equal(((await calls('change')).at(-1) as { choices: SteeringChoices }).choices.prompt, 'Mine');
    });

    it('lets the host keep what was edited before it asks for anything else', async () => {
      await open();
      await prompt().fill('Mine');
      await button('From Editor').click();
      const asked = (await hosted.called()).map(({ method }) => method);
      assert.deepEqual(asked.slice(-2), ['change', 'promptFromEditor']);
    });

    it('brings a prompt from the editor', async () => {
      await open();
      await button('From Editor').click();
      assert.deepEqual(await calls('promptFromEditor'), [null]);
    });
  });

  describe('its states', () => {
    it('loading: says so, and the prompt can be typed already', async () => {
      await open({ snapshot: { options: undefined, loading: true, run: undefined, history: [] } });
      await page.getByText('Loading the model…').waitFor();
      await prompt().fill('Al');
      await show(sampleSteering({ run: undefined }));
      await button('Generate').waitFor();
      await page.keyboard.type('ready');
      assert.equal(await prompt().inputValue(), 'Already');
    });

    it('without an atlas: says why and offers what helps', async () => {
      const actions = [{ id: 'choose-model', label: 'Choose Model…' }];
      const failure = { code: 'atlas-missing' as const, message: 'This model has no atlas.', actions };
      await open({ snapshot: { options: undefined, failure, run: undefined, history: [] } });
      await page.getByRole('alert').getByText('This model has no atlas.').waitFor();
      assert.equal(await button('Generate').count(), 0);
      await button('Choose Model…').click();
      assert.deepEqual(await calls('runAction'), [{ id: 'choose-model' }]);
    });

    it('without languages: says why in their place, and still steers single neurons', async () => {
      const failure = { code: 'atlas-missing' as const, message: 'This model has no atlas.', actions: [] };
      const bare = { ...sampleOptions, languages: [], neurons: [] };
      const choices = { ...sampleChoices, on: [], off: [] };
      await open({ snapshot: { options: bare, failure, choices, run: undefined, history: [] } });
      await page.getByRole('alert').getByText('This model has no atlas.').waitFor();
      assert.equal(await page.locator('babel-language-chips').count(), 0);
      assert.equal(await page.locator('vscode-button.generate').getAttribute('disabled'), '');
      assert.deepEqual(await audit(page), []);
    });

    it('without a run: offers beginnings in the language that is left', async () => {
      await open({ snapshot: { run: undefined, choices: { ...sampleChoices, off: ['ja'] } } });
      const starter = page.getByRole('button', { name: '今日の天気は' });
      await starter.waitFor();
      // Its words are in the field before the next frame, however late that is: what is typed until then goes behind them.
      await page.evaluate('window.requestAnimationFrame = () => 0');
      await starter.click();
      assert.equal(await prompt().inputValue(), '今日の天気は');
      await prompt().press('End');
      await page.keyboard.type('晴れ');
      assert.equal(await prompt().inputValue(), '今日の天気は晴れ');
      await keeps({ prompt: '今日の天気は晴れ' });
    });

    it('a saved experiment shows its name, and its answers without a model', async () => {
      const failure = { code: 'model-missing' as const, message: 'The model is not here.', actions: [] };
      await open({ snapshot: { experiment: 'rain.babelscope.json', options: undefined, failure } });
      await page.getByRole('heading', { name: 'rain.babelscope.json' }).waitFor();
      assert.match(await text('steered').innerText(), /fenêtres/);
    });
  });

  describe('in every theme', () => {
    const open_ = { open: ['more', 'history'] };
    for (const theme of Object.keys(themes) as Theme[])
      for (const width of [300, 900])
        it(`has no accessibility violation in ${theme} at ${width} px`, async () => {
          await open({
            theme,
            width,
            state: open_,
            snapshot: { choices: { ...sampleChoices, method: 'add' } },
          });
          assert.deepEqual(await audit(page), []);
        });

    const failure = {
      code: 'internal' as const,
      message: 'Something.',
      actions: [{ id: 'a', label: 'Show Log' }],
    };
    const none = { run: undefined, history: [] };
    const states: Record<string, Partial<SteeringSnapshot>> = {
      loading: { ...none, options: undefined, loading: true },
      failed: { ...none, options: undefined, failure },
      'no run': none,
      refused: { failure },
      running: { run: sampleRun({ plain: openAnswer(' went'), steered: openAnswer() }) },
      'failed on one side': {
        run: sampleRun({ steered: { ...openAnswer(' so'), state: 'failed', failure } }),
      },
      neurons: { choices: { ...sampleChoices, method: 'neurons', neurons: [{ layer: 1, index: 2 }] } },
      'without effect': {
        run: sampleRun({
          steered: sampleAnswer(' we', 'en', {
            generation: sampleGeneration(' we', 'en', { changedAt: -1, warnings: ['A warning.'] }),
          }),
        }),
      },
    };
    for (const [name, snapshot] of Object.entries(states))
      for (const theme of ['dark', 'high-contrast-light'] as const)
        it(`has none in the state ${name} in ${theme}`, async () => {
          await open({ snapshot, theme });
          assert.deepEqual(await audit(page), []);
        });

    it('has none while the methods are listed', async () => {
      await open();
      await page.getByRole('combobox', { name: 'Method' }).click();
      await page.getByRole('option', { name: 'Amplify' }).waitFor();
      assert.deepEqual(await audit(page), []);
    });

    it('puts the answers side by side where there is room', async () => {
      const tops = () =>
        page
          .locator('.answer')
          .evaluateAll((all) => all.map((element) => element.getBoundingClientRect().top));
      await open({ width: 900 });
      const [plain, steered] = await tops();
      assert.equal(plain, steered);
      await page.setViewportSize({ width: 300, height: 900 });
      const [above, below] = await tops();
      assert.ok(above < below);
    });

    for (const width of [250, 300, 640, 1600])
      it(`needs no sideways scrolling at ${width} px`, async () => {
        await open({ width, state: open_, snapshot: { choices: { ...sampleChoices, method: 'add' } } });
        const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        assert.ok(beyond <= 0, `${beyond} px too wide`);
      });

    it('follows a change of theme at once', async () => {
      await open();
      const tint = () =>
        text('steered')
          .locator('.token')
          .nth(1)
          .evaluate((element) => (element as HTMLElement).style.backgroundColor);
      const before = await tint();
      await page.evaluate(`document.body.className = 'vscode-light'`);
      await eventually(async () => (await tint()) !== before);
      assert.notEqual(await tint(), before);
    });
  });
});
