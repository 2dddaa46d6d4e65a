import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { installFakeHost } from './fake-host';
import { languages, layers, sampleResult } from './sample';
import type { Theme } from './themes';
import { themes } from './themes';

export interface PageOptions {
  theme?: Theme;
  width?: number;
  height?: number;
  /** Laid over a snapshot with a result. */
  snapshot?: Record<string, unknown>;
  /** What an earlier page left in VS Code's state. */
  state?: unknown;
}

export interface OpenOptions extends Omit<PageOptions, 'snapshot' | 'state'> {
  /** Functions of the test that the page can call, by name; they take and give JSON. */
  functions?: Record<string, (argument: string) => Promise<string>>;
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
      if (!/^\/\w+\.js$/.test(url.pathname)) return void response.writeHead(404).end();
      readFile(join('dist', 'webview', url.pathname)).then(
        (script) => response.setHeader('content-type', 'text/javascript').end(script),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new PageBrowser(browser, `http://127.0.0.1:${String(port)}`, () => server.close());
  }

  /** The inspector page, as an inspection left it. */
  open({ snapshot, state, ...options }: PageOptions = {}): Promise<Page> {
    const start = { snapshot: { ...sampleSnapshot(), ...snapshot }, state };
    return this.openPage('inspector', installFakeHost, start, options);
  }

  /** Any page; `install` runs in it before its own script, in place of VS Code and the host. */
  async openPage<T>(
    name: string,
    install: (start: T) => void,
    start: T,
    { theme = 'dark', width = 860, height = 1000, functions = {} }: OpenOptions = {},
  ): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    for (const [name, run] of Object.entries(functions)) await page.exposeFunction(name, run);
    await page.addInitScript(install as (start: unknown) => void, start);
    await page.goto(`${this.address}/?theme=${theme}&page=${name}`);
    await page.locator(`babel-${name} header`).waitFor();
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.stop();
  }
}

/** A snapshot as the host sends it after an inspection. */
function sampleSnapshot() {
  const neurons = languages.map((_, i) => 10 + ((i * 7) % 14));
  return {
    model: { name: 'Babelscope bundled model', layers, dMlp: 2048, neurons },
    follow: true,
    paint: false,
    working: undefined,
    failure: undefined,
    result: sampleShown(1),
    stale: false,
  };
}

export function sampleShown(...sample: Parameters<typeof sampleResult>) {
  return { ...sampleResult(...sample), source: { name: 'sample.md', lines: [12, 17] } };
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
