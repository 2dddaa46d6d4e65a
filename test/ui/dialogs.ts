import type { Locator, Page } from 'playwright-core';

/** The workbench's quick pick, and the file dialogs that it draws itself in a browser. */
const widget = (page: Page) => page.locator('.quick-input-widget');
const field = (page: Page) => widget(page).locator('.quick-input-box input');

/** A question that nothing else can be done before. */
export const modal = (page: Page): Locator => page.locator('.monaco-dialog-box');

/** A row of the list that is shown, by some of its words. */
export function choice(page: Page, words: string | RegExp): Locator {
  return widget(page).locator('.monaco-list-row').filter({ hasText: words });
}

/** Chooses one of a list. @param title of the step, so that no earlier list is meant */
export async function choose(page: Page, title: string, words: string | RegExp): Promise<void> {
  await shown(page, title);
  await choice(page, words).first().click();
  await gone(page, title);
}

/** Takes only these of a list of which several can be chosen, and accepts. */
export async function chooseOnly(page: Page, title: string, words: (string | RegExp)[]): Promise<void> {
  await shown(page, title);
  // The workbench shows the list before what is in it, and until then counts none as taken.
  await widget(page).locator('.monaco-list-row').first().waitFor();
  // Of some that are taken it first takes all.
  for (let clicks = 0; clicks < 2; clicks++) {
    const before = await taken(page).innerText();
    if (before.startsWith('0 ')) break;
    await widget(page).locator('.quick-input-header > .monaco-checkbox').click();
    await taken(page).filter({ hasNotText: before }).waitFor();
  }
  for (const [k, word] of words.entries()) {
    await choice(page, word).first().click();
    await taken(page)
      .filter({ hasText: new RegExp(`^${k + 1} `) })
      .waitFor();
  }
  await accept(page, title);
}

/** How many of the list are taken: `3 Selected`. */
const taken = (page: Page) => widget(page).locator('.quick-input-count');

/** Writes into a step's field, and accepts. */
export async function write(page: Page, title: string, text: string): Promise<void> {
  await shown(page, title);
  await field(page).fill(text);
  await page.keyboard.press('Enter');
  await gone(page, title);
}

/** Accepts a step as it stands. */
async function accept(page: Page, title: string): Promise<void> {
  await shown(page, title);
  await widget(page).locator('.quick-input-action .monaco-button', { hasText: 'OK' }).click();
  await gone(page, title);
}

/** Waits for a step of several. */
export async function shown(page: Page, title: string): Promise<void> {
  await widget(page).locator('.quick-input-title', { hasText: title }).waitFor();
}

async function gone(page: Page, title: string): Promise<void> {
  await widget(page).locator('.quick-input-title', { hasText: title }).waitFor({ state: 'hidden' });
}

/**
 * Answers the dialog for a folder.
 * @param path absolute
 * @param button what the dialog's button says
 */
export async function openFolder(page: Page, path: string, button: string): Promise<void> {
  await begun(page);
  await field(page).fill(`${path}/`);
  // What the button means is known once the dialog has read the folder, whose files it does not show.
  await page.waitForTimeout(1000);
  // It first goes into a folder that the dialog has not read yet, and only then means it.
  for (let tries = 1; ; tries++) {
    await widget(page).locator('.quick-input-action .monaco-button', { hasText: button }).click();
    if (await closed(page, button)) return;
    if (tries === 5) throw new Error(`The dialog does not take ${path}`);
  }
}

/**
 * Answers the dialog for a file.
 * @param path absolute
 * @param button what the dialog's button says
 */
export async function openFile(page: Page, path: string, button: string): Promise<void> {
  await begun(page);
  await field(page).fill(path);
  await page.waitForTimeout(1000);
  await widget(page).locator('.quick-input-action .monaco-button', { hasText: button }).click();
  if (!(await closed(page, button))) throw new Error(`The dialog does not take ${path}`);
}

/**
 * Answers a save dialog once it offers a name of its own: it writes that over whatever was typed before.
 * @param offered how the name it offers ends
 * @param path absolute; what is offered without it
 */
export async function saveAs(page: Page, offered: string, path?: string): Promise<void> {
  await page.waitForFunction(
    (name) => document.querySelector<HTMLInputElement>('.quick-input-box input')?.value.endsWith(name),
    offered,
  );
  if (path !== undefined) await field(page).fill(path);
  await page.keyboard.press('Enter');
  await widget(page).waitFor({ state: 'hidden' });
}

/** A file dialog first shows where it begins, over whatever was written before. */
async function begun(page: Page): Promise<void> {
  await field(page).waitFor();
  await page.waitForFunction(() =>
    document.querySelector<HTMLInputElement>('.quick-input-box input')?.value.startsWith('/'),
  );
  await widget(page).locator('.monaco-list-row').first().waitFor();
}

/** Another step may have taken the dialog's place. */
async function closed(page: Page, button: string): Promise<boolean> {
  const taken = widget(page).locator('.quick-input-action .monaco-button', { hasText: button });
  return taken.waitFor({ state: 'hidden', timeout: 3000 }).then(
    () => true,
    () => false,
  );
}
