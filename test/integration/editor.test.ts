import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, inspect, panelTabs, pause, putCursor, select, until, write } from './support';

const toggle = (what: 'Follow' | 'Paint') => vscode.commands.executeCommand(`babelscope.toggle${what}`);

/** Our hover at a word; other extensions' have no table. */
async function hoverAt(editor: vscode.TextEditor, word: string): Promise<string | undefined> {
  const position = editor.document.positionAt(editor.document.getText().indexOf(word) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    editor.document.uri,
    position,
  );
  const contents = hovers
    .flatMap((hover) => hover.contents)
    .map((part) => (part as vscode.MarkdownString).value);
  return contents.find((value) => value.includes('| language | activity |'));
}

describe('Paint Editor', () => {
  afterEach(async () => {
    if ((await until('a snapshot', () => true)).paint) await toggle('Paint');
    await closeAll();
  });

  it("gives a token's numbers on hover while it is on, and only on the text that was inspected", async () => {
    const editor = await write('Bonjour tout le monde.\n\nHello world.');
    putCursor(editor, 'Bonjour');
    await inspect();
    assert.equal(await hoverAt(editor, 'Bonjour'), undefined);
    await toggle('Paint');
    const { paint, model } = await until('paint', (snapshot) => snapshot.paint);
    assert.equal(paint, true);
    const table = await hoverAt(editor, 'Bonjour');
    assert.ok(table);
    assert.equal(table.split('\n').length, 4 + Math.min(6, model!.neurons.length));
    assert.equal(await hoverAt(editor, 'Hello'), undefined);
    await toggle('Paint');
    assert.equal(await hoverAt(editor, 'Bonjour'), undefined);
  });

  it('is cleared when the inspected text is edited, and comes back when that is undone', async () => {
    const editor = await write('Bonjour tout le monde.');
    await inspect();
    await toggle('Paint');
    assert.ok(await hoverAt(editor, 'Bonjour'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 9), 'x'));
    await until('stale', ({ stale }) => stale);
    assert.equal(await hoverAt(editor, 'Bonjour'), undefined);
    await vscode.commands.executeCommand('undo');
    await until('fresh', ({ stale }) => !stale);
    assert.ok(await hoverAt(editor, 'Bonjour'));
  });

  it('moves with the text when something before it is edited', async () => {
    const editor = await write('Intro.\n\nBonjour tout le monde.');
    putCursor(editor, 'Bonjour');
    await inspect();
    await toggle('Paint');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A longer intro. '));
    assert.equal((await until('a snapshot', () => true)).stale, false);
    assert.ok(await hoverAt(editor, 'Bonjour'));
    assert.equal(await hoverAt(editor, 'longer'), undefined);
  });

  it('inspects by itself when there is nothing to paint yet', async () => {
    await closeAll();
    const editor = await write('Something new to paint.');
    await toggle('Paint');
    await until(
      'a result',
      ({ result }) => result?.texts[0] === 'Something new to paint.' || result !== undefined,
    );
    await inspect();
    assert.ok(await hoverAt(editor, 'Something'));
  });
});

describe('Follow Selection', () => {
  afterEach(async () => {
    if ((await until('a snapshot', () => true)).follow) await toggle('Follow');
    await closeAll();
  });

  const text = 'One paragraph here.\n\nUn autre paragraphe ici.\n\nEin dritter Absatz.';

  it('inspects what is selected after a rest, and the paragraph a cursor comes to stand in', async () => {
    const editor = await write(text);
    await inspect();
    await toggle('Follow');
    select(editor, 'autre paragraphe');
    await until('the selection', ({ result }) => result?.texts[0] === 'autre paragraphe');
    putCursor(editor, 'dritter');
    await until('the paragraph', ({ result }) => result?.texts[0] === 'Ein dritter Absatz.');
  });

  it('inspects only where the selection comes to rest, and nothing while it is off', async () => {
    const editor = await write(text);
    await inspect();
    const before = (await until('a result', ({ result }) => !!result)).result!.inspection.id;
    select(editor, 'autre');
    await pause(600);
    assert.equal((await until('a snapshot', () => true)).result!.inspection.id, before);
    // Long enough that a busy machine's pauses between the words are no rest.
    const settings = vscode.workspace.getConfiguration('babelscope');
    await settings.update('followDelay', 3000, vscode.ConfigurationTarget.Global);
    try {
      await toggle('Follow');
      for (const word of ['Un', 'autre', 'paragraphe', 'ici', 'dritter']) {
        select(editor, word);
        await pause(30);
      }
      const { result } = await until('the last one', (snapshot) => snapshot.result?.texts[0] === 'dritter');
      assert.equal(result!.inspection.id, before + 1);
    } finally {
      await settings.update('followDelay', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('does not take a cursor inside the inspected text for a new wish, nor a blank line', async () => {
    const editor = await write(text);
    putCursor(editor, 'Un autre');
    const before = (await inspect()).result!.inspection.id;
    await toggle('Follow');
    putCursor(editor, 'paragraphe');
    await pause(500);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await pause(500);
    const { result, failure } = await until('a snapshot', () => true);
    assert.equal(result!.inspection.id, before);
    assert.equal(failure, undefined);
  });

  it('opens the panel when there is none, since it shows nowhere else', async () => {
    await write(text);
    await toggle('Follow');
    await panelTabs(1);
    await until('a result', ({ result }) => result?.texts[0] === 'One paragraph here.');
  });
});
