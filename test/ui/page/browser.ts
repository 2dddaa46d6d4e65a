import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { NoMethods } from '../../../src/protocol/page';
import type { Handlers, Methods } from '../../../src/rpc/rpc';
import { type Hosted, HostedPage } from './fake-host';
import type { Theme } from './themes';
import { themes } from './themes';

export interface OpenOptions {
  theme?: Theme;
  width?: number;
  height?: number;
  /** What an earlier page left in VS Code's state. */
  state?: unknown;
}

/** A page alone in a browser, under the policy and colours that VS Code would give it. */
export class PageBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly address: string,
    private readonly stop: () => void,
  ) {}

  static async start(): Promise<PageBrowser> {
    const { CHROME_PATH: executablePath, BABELSCOPE_BROWSER_FLAGS: flags } = process.env;
    if (!executablePath || !flags) throw new Error('Run these tests with npm run test:ui.');
    const browser = await chromium.launch({ executablePath, args: JSON.parse(flags) as string[] });
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === '/') {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        const theme = (url.searchParams.get('theme') ?? 'dark') as Theme;
        return void response.end(shell(theme, url.searchParams.get('page') ?? ''));
      }
      if (!/^\/([\w-]+\/)?[\w-]+\.js$/.test(url.pathname)) return void response.writeHead(404).end();
      readFile(join('dist', 'webview', url.pathname)).then(
        (script) => response.setHeader('content-type', 'text/javascript').end(script),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new PageBrowser(browser, `http://127.0.0.1:${String(port)}`, () => server.close());
  }

  /** @param handlers what the page's host answers */
  async open<Host extends Methods<Host>, Remote extends Methods<Remote> = NoMethods>(
    declaration: Hosted<Host>,
    handlers: Handlers<Host>,
    { theme = 'dark', width = 860, height = 1000, state }: OpenOptions = {},
  ): Promise<HostedPage<Remote>> {
    const page = await this.browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    const hosted = await HostedPage.in<Host, Remote>(page, declaration, handlers, state);
    await page.goto(`${this.address}/?theme=${theme}&page=${declaration.name}`);
    await page.locator(`babel-${declaration.name} header`).waitFor();
    return hosted;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.stop();
  }
}

/**
 * A browser for the tests around the call. Each page that a test opens and leaves open must be without a fault at its end:
 * it has kept its security policy, and no control of the toolkit stands in it unknown.
 */
export function pageTests(): Pick<PageBrowser, 'open'> {
  let browser: PageBrowser;
  const opened: { page: Page; faults(): Promise<string[]> }[] = [];
  before(async () => {
    browser = await PageBrowser.start();
  });
  after(() => browser.close());
  afterEach(async () => {
    const left = opened.splice(0).filter(({ page }) => !page.isClosed());
    const faults = (await Promise.all(left.map((each) => each.faults()))).flat();
    for (const { page } of left) await page.close();
    assert.deepEqual(faults, []);
  });
  return {
    async open(...asked) {
      const hosted = await browser.open(...asked);
      opened.push(hosted);
      return hosted;
    },
  } as Pick<PageBrowser, 'open'>;
}

function shell(theme: Theme, page: string): string {
  const { classes, colours } = themes[theme];
  const nonce = 'dGVzdA';
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
  ].join('; ');
  const variables = Object.entries(colours).map(([name, value]) => `--vscode-${name}: ${value};`);
  // VS Code sets its colours on the root's style through the DOM and its defaults in a sheet with the page's nonce.
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${page}</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<style nonce="${nonce}">
:root { ${variables.join(' ')} }
body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground); background: var(--vscode-editor-background);
  font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
</style></head>
<body class="${classes}" data-vscode-theme-kind="${classes.split(' ').at(-1) ?? ''}">
<babel-${page}></babel-${page}>
<script type="module" nonce="${nonce}" src="/${page}.js"></script>
</body></html>`;
}
