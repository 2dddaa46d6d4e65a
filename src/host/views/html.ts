import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** Which page, as its script and its element are called: `inspector` is inspector.js and <babel-inspector>. */
export interface PageName {
  page: string;
  /** For screen readers. */
  title: string;
}

/** A page's shell: a strict policy, one script, one element. */
export function pageHtml(webview: Webview, pages: Uri, { page, title }: PageName): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(Uri.joinPath(pages, `${page}.js`)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `img-src ${webview.cspSource} data: blob:`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
  </head>
  <body>
    <babel-${page}></babel-${page}>
    <script type="module" nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}
