import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, inspect, panelTabs, popups, putCursor, say, select, until, write } from './support';

const inspectSelection = () => vscode.commands.executeCommand('babelscope.inspectSelection');
const workspace = () => vscode.workspace.workspaceFolders![0].uri;

describe('Inspect Selection', () => {
  afterEach(closeAll);

  it('shows the tokens of what is selected, in a panel beside the editor that leaves it the keyboard', async () => {
    const editor = await write('Hello there. Bonjour, où est la gare ? 駅はどこですか。');
    select(editor, 'Bonjour, où est la gare ?');
    const { result, failure, model } = await inspect();
    assert.equal(failure, undefined);
    assert.ok(result && model);
    assert.deepEqual(result.texts, ['Bonjour, où est la gare ?']);
    assert.ok(result.inspection.ids.length >= 5);
    assert.equal(result.inspection.activity.length, result.inspection.ids.length * model.neurons.length);
    assert.deepEqual(result.source.lines, [1, 1]);
    const [panel] = await panelTabs(1);
    assert.equal(panel.group.viewColumn, vscode.ViewColumn.Two);
    assert.equal(vscode.window.activeTextEditor?.document, editor.document);
  });

  it('reuses the panel', async () => {
    const editor = await write('one two three');
    select(editor, 'one');
    await inspect();
    select(editor, 'three');
    const { result } = await inspect();
    assert.deepEqual(result?.texts, ['three']);
    await panelTabs(1);
  });

  it('takes several selections in document order and leaves out the blank ones', async () => {
    const editor = await write('alpha   beta\n\n\ngamma delta');
    select(editor, 'gamma', '   ', 'alpha');
    const { result } = await inspect();
    assert.deepEqual(result?.texts, ['alpha', 'gamma']);
    assert.deepEqual(result.source.lines, [1, 4]);
    assert.deepEqual([...new Set(result.inspection.text)], [0, 1]);
  });

  it('takes the paragraph under the cursor when nothing is selected', async () => {
    const editor = await write('First one.\n\n  Second paragraph,\n  two lines.\n   \nThird.');
    putCursor(editor, 'two lines');
    const { result } = await inspect();
    assert.deepEqual(result?.texts, ['Second paragraph,\n  two lines.']);
    assert.deepEqual(result.source.lines, [3, 4]);
  });

  it('keeps offsets right in a document with Windows line endings', async () => {
    const editor = await write('first\nsecond line\nthird line here');
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    putCursor(editor, 'third');
    const { result } = await inspect();
    const { inspection, texts } = result!;
    const last = inspection.end.length - 1;
    assert.equal(texts[0], 'first\r\nsecond line\r\nthird line here');
    assert.equal(texts[0].slice(inspection.start[last], inspection.end[last]).trim(), 'here');
  });

  it('works in a cell of a notebook', async () => {
    const cell = new vscode.NotebookCellData(
      vscode.NotebookCellKind.Markup,
      'Guten Tag, wo ist der Bahnhof?',
      'markdown',
    );
    const code = new vscode.NotebookCellData(
      vscode.NotebookCellKind.Code,
      '# Where is the station?',
      'python',
    );
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell, code]),
    );
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(1, 2)] });
    await vscode.commands.executeCommand('notebook.cell.edit');
    const { document } = notebook.cellAt(1);
    for (let turn = 0; turn < 100 && vscode.window.activeTextEditor?.document !== document; turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(vscode.window.activeTextEditor?.document, document);
    const { result, failure } = await inspect();
    assert.equal(failure, undefined);
    assert.deepEqual(result?.texts, ['# Where is the station?']);
  });

  it('works in a diff', async () => {
    const [left, right] = ['left.txt', 'right.txt'].map((name) => vscode.Uri.joinPath(workspace(), name));
    await vscode.workspace.fs.writeFile(left, Buffer.from('Wo ist es?'));
    await vscode.workspace.fs.writeFile(right, Buffer.from('Où est-ce ?'));
    await vscode.commands.executeCommand('vscode.diff', left, right, 'both');
    const { result, failure } = await inspect();
    assert.equal(failure, undefined);
    assert.deepEqual(result?.texts, ['Où est-ce ?']);
    assert.equal(result.source.name, 'right.txt');
  });

  it('works in a document that lies on no disk, as in a virtual workspace', async () => {
    const text = 'Le musée ouvre à neuf heures.';
    const provider = vscode.workspace.registerTextDocumentContentProvider('babelscope-virtual', {
      provideTextDocumentContent: () => text,
    });
    try {
      const uri = vscode.Uri.parse('babelscope-virtual:/museum.txt');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      const { result, failure } = await inspect();
      assert.equal(failure, undefined);
      assert.deepEqual(result?.texts, [text]);
    } finally {
      provider.dispose();
    }
  });

  it('reads a lone surrogate, marks of direction and combining characters without complaint', async () => {
    await write('a\ud800b שלום\u200f e\u0301');
    const { result, failure } = await inspect();
    assert.equal(failure, undefined);
    const { inspection, texts } = result!;
    for (let token = 0; token < inspection.ids.length; token++)
      assert.ok(inspection.end[token] <= texts[0].length && inspection.start[token] <= inspection.end[token]);
  });
});

describe('Inspect Selection, where there is nothing to inspect', () => {
  beforeEach(closeAll);
  afterEach(closeAll);

  it('says so when no text is open, and offers the sample', async () => {
    const seen = await popups(inspectSelection);
    assert.equal(seen.length, 1);
    assert.match(seen[0].message, /Open a file/);
    assert.ok(seen[0].buttons.includes('Open Sample Text'));
    await panelTabs(0);
  });

  it('says so for an empty document, for white space and for a blank line', async () => {
    const empty = await write('');
    assert.match((await popups(inspectSelection))[0].message, /no paragraph/);
    await empty.edit((edit) => edit.insert(new vscode.Position(0, 0), ' \t \n\n  x'));
    empty.selection = new vscode.Selection(0, 0, 1, 0);
    assert.match((await popups(inspectSelection))[0].message, /no text here/);
    await panelTabs(0);
  });

  it('says so in the panel once there is one, keeps the last result, and the next run works', async () => {
    const editor = await write('word\n\n   \n');
    await inspect();
    editor.selection = new vscode.Selection(2, 0, 2, 3);
    let seen: unknown[] = [];
    const refused = await (async () => {
      seen = await popups(inspectSelection);
      return until('the failure', ({ failure }) => failure !== undefined);
    })();
    assert.deepEqual(seen, []);
    assert.equal(refused.failure?.code, 'empty-selection');
    assert.ok(refused.failure.actions.length > 0);
    assert.deepEqual(refused.result?.texts, ['word']);
    select(editor, 'word');
    const { failure, result } = await inspect();
    assert.equal(failure, undefined);
    assert.deepEqual(result?.texts, ['word']);
  });

  it('refuses binary content', async () => {
    await write('PK\u0003\u0004\0\0\0\u0008 A');
    assert.match((await popups(inspectSelection))[0].message, /binary/);
  });

  it('refuses more tokens than the limit, in the panel', async () => {
    await write('to be or not to be '.repeat(1500));
    const { failure } = await inspect();
    assert.equal(failure?.code, 'selection-too-long');
    assert.match(failure.message, /4,000/);
  });

  // The last one: the editor takes its time to close ten megabytes.
  it('refuses ten megabytes at once, naming the limit', async () => {
    const editor = await write(`${'All of this is text. '.repeat(500)}\n`.repeat(950));
    const { lineCount } = editor.document;
    editor.selection = new vscode.Selection(0, 0, lineCount - 1, 0);
    const start = performance.now();
    const [{ message }] = await popups(inspectSelection);
    const elapsed = performance.now() - start;
    assert.match(message, /4,000 tokens/);
    say(`refusing 10 MB took ${elapsed.toFixed(1)} ms`);
    assert.ok(elapsed < 500, `${elapsed} ms`);
  });
});
