import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { editor } from './workbench';

/**
 * Runs a command the way a person does: F1, its full title, a click on it.
 * @param title with its category, such as "Babelscope: Inspect Selection"
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.waitFor();
  // Titles that contain this one may come first in the list.
  const exactly = new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  const entry = page.locator('.quick-input-list .label-name').filter({ hasText: exactly });
  // The list does not grow by itself while extensions are still being found: ask again.
  for (let tries = 1; ; tries++) {
    await input.fill(`>${title}`);
    const found = await entry.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (found) break;
    if (tries === 15) throw new Error(`The palette does not offer "${title}"`);
    await input.fill('>');
  }
  await entry.click();
  // The list is gone; the command itself may ask something in its place.
  await entry.waitFor({ state: 'hidden' });
}

/**
 * The document of a webview, two frames below the page.
 * @param marker CSS selector of something that only this webview shows
 * @param timeoutMs how long to wait for it
 */
export async function webviewFrame(page: Page, marker: string, timeoutMs = 30_000): Promise<Frame> {
  for (const start = Date.now(); Date.now() - start < timeoutMs; await page.waitForTimeout(50)) {
    for (const frame of page.frames()) {
      const inner = frame.parentFrame()?.parentFrame() === page.mainFrame();
      // A frame that is just being replaced has no document to ask.
      if (inner && (await frame.$(marker).catch(() => null))) return frame;
    }
  }
  throw new Error(`No webview shows ${marker} after ${timeoutMs} ms`);
}

/**
 * Selects whole lines in the text editor, without the last line's break, and leaves it focused.
 * @param from first line, from 1
 * @param to last line, included; not the last of the file
 */
export async function selectLines(page: Page, from: number, to: number, file?: string): Promise<void> {
  await goToLine(page, from, file);
  for (let line = from; line <= to; line++) await page.keyboard.press('Control+l');
  await page.keyboard.press('Shift+ArrowLeft');
}

/**
 * Puts the cursor at the start of a line of the text editor, with nothing selected, and focuses it.
 * @param line from 1
 */
export async function goToLine(page: Page, line: number, file?: string): Promise<void> {
  await page
    .locator(`${editor(file)} .view-lines`)
    .first()
    .click();
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.waitFor();
  await input.fill(`:${line}`);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/**
 * Checks a document against WCAG 2.2 A and AA and axe's best practices.
 * @returns one line per violation: rule, how grave, what is wrong, where; empty where all is well
 */
async function axeViolations(frame: Frame | Page): Promise<string[]> {
  // Evaluated through the debugger, which a page's content security policy does not concern.
  await frame.evaluate(`${axe.source}; undefined`);
  const { violations } = (await frame.evaluate('axe.run(document)')) as axe.AxeResults;
  return violations.map(
    ({ id, impact, help, nodes }) =>
      `${id} (${impact}): ${help}: ${nodes.map(({ target }) => target).join(' | ')} ${nodes[0].failureSummary}`,
  );
}

/** Fails with every violation that `axeViolations` finds. */
export async function assertAccessible(frame: Frame | Page): Promise<void> {
  assert.deepEqual(await axeViolations(frame), []);
}
