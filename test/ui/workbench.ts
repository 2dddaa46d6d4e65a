import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Tests and benchmarks run from the root of the repository. */
const root = process.cwd();

/** The colour themes whose pictures are looked at: VS Code's own names. */
export const themes = {
  dark: 'Default Dark+',
  light: 'Default Light+',
  'high contrast': 'Default High Contrast',
  'high contrast light': 'Default High Contrast Light',
};

export interface WorkbenchOptions {
  /** Dark by default. */
  theme?: keyof typeof themes;
  /** User settings beside the quiet ones of the server. */
  settings?: Record<string, unknown>;
  /** Settings of the machine that the extensions run on, where those of scope “machine” are read. */
  machine?: Record<string, unknown>;
  /** Files put into the workspace beside the sample: relative path → text or bytes. */
  files?: Record<string, string | Uint8Array>;
  /** The file that is open when the workbench shows, relative to the workspace; the sample by default. */
  open?: string;
  /** CSS pixels. */
  viewport?: { width: number; height: number };
}

export interface Workbench {
  page: Page;
  /** Absolute path of the workspace: a copy of the sample, of this workbench alone. */
  folder: string;
  /** Addresses outside this machine that the page asked for. They were refused. */
  outside: string[];
  close(): Promise<void>;
}

/** What dev/suites.mjs tells about the server it has started. */
interface Server {
  /** With the access token. */
  address: string;
  settingsFile: string;
  /** The quiet ones that every window starts from. */
  settings: Record<string, unknown>;
}

let browser: Promise<Browser> | undefined;

/**
 * Opens a window of the workbench that `npm run test:ui` has started, with the packaged extension installed:
 * a workspace, a browser profile and an extension host of its own; the settings are shared, so one at a time.
 * Resolves when the text of the open file shows in the chosen theme.
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { theme = 'dark', open = 'multilingual.md', viewport = { width: 1440, height: 900 } } = options;
  const server = JSON.parse(required('BABELSCOPE_WORKBENCH')) as Server;
  const settings = { ...server.settings, ...options.settings, 'workbench.colorTheme': themes[theme] };
  await writeFile(server.settingsFile, JSON.stringify(settings, null, 2));
  // Over what an earlier window has written, such as the model in use.
  const machineFile = join(server.settingsFile, '../../Machine/settings.json');
  await mkdir(join(machineFile, '..'), { recursive: true });
  await writeFile(machineFile, JSON.stringify(options.machine ?? {}));

  const temporary = await mkdtemp(join(tmpdir(), 'babelscope-workspace-'));
  const folder = join(temporary, 'sample');
  await cp(join(root, 'media/sample'), folder, { recursive: true });
  for (const [path, text] of Object.entries(options.files ?? {})) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  browser ??= chromium.launch({
    executablePath: required('CHROME_PATH'),
    args: JSON.parse(required('BABELSCOPE_BROWSER_FLAGS')) as string[],
  });
  const context = await (
    await browser
  ).newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  const outside: string[] = [];
  await context.route(
    (url) => url.protocol.startsWith('http') && url.hostname !== '127.0.0.1',
    async (route) => {
      outside.push(route.request().url());
      await route.abort();
    },
  );
  const page = await context.newPage();
  const address = new URL(server.address);
  address.searchParams.set('folder', folder);
  const file = `vscode-remote://${address.host}${encodeURI(join(folder, open))}`;
  address.searchParams.set('payload', JSON.stringify([['openFile', file]]));
  await page.goto(address.href);
  await page.locator(`.monaco-workbench.${themeClass[theme]}`).waitFor();
  await page
    .locator(`${editor(open)} .view-line span`)
    .first()
    .waitFor();
  return {
    page,
    folder,
    outside,
    async close() {
      // Leaving the page first lets the extension host end at once instead of waiting for the window to come back.
      await page.goto('about:blank');
      await context.close();
      await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * Opens a workbench for one test and closes it afterwards; where the test fails, its last picture is kept as
 * out/screenshots/failed-<test>.png.
 * @param test the mocha test, which names the picture
 */
export async function withWorkbench(
  test: Mocha.Runnable | undefined,
  options: WorkbenchOptions,
  use: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const workbench = await openWorkbench(options);
  try {
    await use(workbench);
  } catch (error) {
    // What was said and has faded since is part of the picture.
    const bell = workbench.page.locator('.statusbar-item[id="status.notifications"]');
    await bell.click({ timeout: 2000 }).catch(() => undefined);
    await screenshot(workbench.page, `failed-${(test?.fullTitle() ?? 'test').replace(/[^\w]+/g, '-')}`);
    throw error;
  } finally {
    await workbench.close();
  }
}

/** CSS selector of the text editor that shows a file of the workspace. */
export function editor(file = 'multilingual.md'): string {
  return `.monaco-editor[data-uri$="/${encodeURI(file)}"]`;
}

/**
 * Ends the browser that the workbenches of a test file share; call it in `after`.
 */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/**
 * Saves a picture of the window as out/screenshots/<name>.png.
 * @returns its path
 */
export async function screenshot(page: Page, name: string): Promise<string> {
  const path = join(root, 'out/screenshots', `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  return path;
}

const themeClass: Record<keyof typeof themes, string> = {
  dark: 'vs-dark',
  light: 'vs',
  'high contrast': 'hc-black',
  'high contrast light': 'hc-light',
};

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with npm run test:ui`);
  return value;
}
