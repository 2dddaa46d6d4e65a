import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { passageOf } from '../../src/host/editor/read';
import { LastPlace } from '../../src/host/lastPlace';
import { closeAll, write } from './support';

/** What VS Code keeps through a reload. */
class Memory implements vscode.Memento {
  readonly #values = new Map<string, string>();

  keys = () => [...this.#values.keys()];

  get = <T>(key: string, fallback?: T): T => {
    const value = this.#values.get(key);
    return value === undefined ? (fallback as T) : (JSON.parse(value) as T);
  };

  update = (key: string, value: unknown) => {
    this.#values.set(key, JSON.stringify(value));
    return Promise.resolve();
  };

  dump = () => [...this.#values.values()].join();
}

let files = 0;

describe('The place of the last result', () => {
  afterEach(closeAll);

  async function kept(content: string, ...parts: string[]) {
    const name = `kept-${files++}.md`;
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, name);
    await vscode.workspace.fs.writeFile(file, Buffer.from(content));
    const document = await vscode.workspace.openTextDocument(file);
    const memory = new Memory();
    const segments = parts.map((text) => ({ start: content.indexOf(text), text }));
    new LastPlace(memory).keep(passageOf(document, segments));
    return { file, memory };
  }

  it('is found again after a reload, by place alone: no text is kept', async () => {
    const { memory } = await kept('Bonjour.\r\n\r\nHello there, Grüße.', 'Bonjour.', 'Grüße');
    assert.doesNotMatch(memory.dump(), /Bonjour|Gr/);
    const passage = await new LastPlace(memory).recall();
    assert.deepEqual(
      passage?.segments.map(({ text }) => text),
      ['Bonjour.', 'Grüße'],
    );
    assert.deepEqual(passage.source, { name: 'kept-0.md', lines: [1, 3] });
  });

  it('is nothing when nothing was kept, when the file is gone, or when it has become too short', async () => {
    assert.equal(await new LastPlace(new Memory()).recall(), undefined);

    const { file, memory } = await kept('a long enough text', 'enough text');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(file, new vscode.Range(0, 0, 0, 100), 'short');
    await vscode.workspace.applyEdit(edit);
    assert.equal(await new LastPlace(memory).recall(), undefined);

    const other = new Memory();
    await other.update('lastPlace', { uri: 'file:///nowhere/at/all.md', ranges: [[0, 3]] });
    assert.equal(await new LastPlace(other).recall(), undefined);
  });

  it('does not make an empty document of an untitled one that is gone', async () => {
    const memory = new Memory();
    await memory.update('lastPlace', { uri: 'untitled:Untitled-77', ranges: [[0, 0]] });
    assert.equal(await new LastPlace(memory).recall(), undefined);
    const names = vscode.workspace.textDocuments.map((document) => document.uri.path);
    assert.ok(!names.includes('Untitled-77'));
    const editor = await write('still open');
    new LastPlace(memory).keep(passageOf(editor.document, [{ start: 0, text: 'still' }]));
    assert.equal((await new LastPlace(memory).recall())?.segments[0].text, 'still');
  });
});
