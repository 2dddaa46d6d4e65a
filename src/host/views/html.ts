import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';
import type { PageDeclaration } from '../../protocol/page';

/** A page's shell: a strict policy, one script that may load its chunks with the same nonce, one element. */
export function pageHtml(
  webview: Webview,
  pages: Uri,
  { name, title }: Pick<PageDeclaration, 'name' | 'title'>,
): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(Uri.joinPath(pages, `${name}.js`)).toString();
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
    <babel-${name}></babel-${name}>
    <script type="module" nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}
