import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** The page's shell: a strict policy, one script, one element. */
export function inspectorHtml(webview: Webview, pages: Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(Uri.joinPath(pages, 'inspector.js')).toString();
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
    <title>Language Neurons</title>
  </head>
  <body>
    <babel-inspector></babel-inspector>
    <script type="module" nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}
