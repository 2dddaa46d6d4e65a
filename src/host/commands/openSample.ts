import { Uri, window, workspace } from 'vscode';
import type { Babelscope } from '../babelscope';

/** Opens a copy of the multilingual sample to experiment with. */
export async function openSample(babelscope: Babelscope): Promise<void> {
  const file = Uri.joinPath(babelscope.context.extensionUri, 'media', 'sample', 'multilingual.md');
  const content = new TextDecoder().decode(await workspace.fs.readFile(file));
  const document = await workspace.openTextDocument({ language: 'markdown', content });
  await window.showTextDocument(document, { preview: false });
}
