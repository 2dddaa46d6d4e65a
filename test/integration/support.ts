import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { BabelscopeApi } from '../../src/extension';
import type { InspectorSnapshot } from '../../src/protocol/webview';

/** The running extension's exports. */
export async function babelscope(): Promise<BabelscopeApi> {
  const extension = vscode.extensions.getExtension<BabelscopeApi>('babelscope.babelscope');
  assert.ok(extension);
  return extension.activate();
}

/** Waits until what the inspector shows fulfils a condition, and returns it. */
export async function until(
  what: string,
  holds: (snapshot: InspectorSnapshot) => boolean,
  timeoutMs = 30_000,
): Promise<InspectorSnapshot> {
  const api = await babelscope();
  for (const start = Date.now(); Date.now() - start < timeoutMs; await pause(10)) {
    const snapshot = api.snapshot();
    if (holds(snapshot)) return snapshot;
  }
  const { result, ...rest } = api.snapshot();
  assert.fail(
    `${what} did not come within ${timeoutMs} ms: ${JSON.stringify({ ...rest, texts: result?.texts })}`,
  );
}

/** Prints a line among mocha's own. */
export function say(line: string): void {
  console.log('%s', `${process.env.BABELSCOPE_TEST_MARK ?? ''}      ${line}`);
}

/** Milliseconds that this thread has computed, whatever else the machine does; undefined before Node 23.9. */
export function threadTime(): number | undefined {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const usage = threadCpuUsage?.call(process);
  return usage && (usage.user + usage.system) / 1000;
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs the command and returns what the inspector shows when the inspection has ended. */
export async function inspect(): Promise<InspectorSnapshot> {
  await vscode.commands.executeCommand('babelscope.inspectSelection');
  return until('the end of the inspection', ({ working }) => working === undefined);
}

/**
 * A new untitled document in the first column, with nothing selected. An untitled one that the test before has closed
 * may still be on its way out under the same name, and take the new one's text along: then another is made.
 */
export async function write(content: string): Promise<vscode.TextEditor> {
  for (let tries = 0; ; tries++) {
    const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
    const place = { viewColumn: vscode.ViewColumn.One, preview: false };
    const editor = await vscode.window.showTextDocument(document, place);
    await pause(50);
    const active = vscode.window.activeTextEditor?.document === document;
    if ((active && document.getText() === content && !document.isClosed) || tries === 20) return editor;
  }
}

/** Selects parts of the text, each given by its words. */
export function select(editor: vscode.TextEditor, ...parts: string[]): void {
  editor.selections = parts.map((part) => {
    const start = editor.document.getText().indexOf(part);
    assert.ok(start >= 0, part);
    return new vscode.Selection(
      editor.document.positionAt(start),
      editor.document.positionAt(start + part.length),
    );
  });
}

export function putCursor(editor: vscode.TextEditor, before: string): void {
  const position = editor.document.positionAt(editor.document.getText().indexOf(before));
  editor.selection = new vscode.Selection(position, position);
}

/** Closes every editor, the inspector among them, without asking whether to save. */
export async function closeAll(): Promise<void> {
  for (const editor of vscode.window.visibleTextEditors)
    if (editor.document.isUntitled) {
      await vscode.window.showTextDocument(editor.document, editor.viewColumn);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Process ids of the engines that this extension host has started. */
export function engines(): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match && Number(match[2]) === process.pid && match[3].includes('engine.js'))
    .map((match) => Number(match![1]));
}

type Message = 'showWarningMessage' | 'showErrorMessage' | 'showInformationMessage';

/** Collects the popups that appear while `act` runs, instead of showing them. */
export async function popups(
  act: () => PromiseLike<unknown>,
): Promise<{ message: string; buttons: string[] }[]> {
  const seen: { message: string; buttons: string[] }[] = [];
  const window = vscode.window as unknown as Record<Message, unknown>;
  const kinds: Message[] = ['showWarningMessage', 'showErrorMessage', 'showInformationMessage'];
  const originals = kinds.map((kind) => window[kind]);
  for (const kind of kinds)
    window[kind] = (message: string, ...buttons: string[]) => {
      seen.push({ message, buttons });
      return Promise.resolve(undefined);
    };
  try {
    await act();
  } finally {
    kinds.forEach((kind, index) => (window[kind] = originals[index]));
  }
  return seen;
}

/** The tabs of inspector panels, once there are as many as expected; VS Code tells of tabs a little late. */
export async function panelTabs(count: number): Promise<vscode.Tab[]> {
  for (let turn = 0; turn < 200 && allPanelTabs().length !== count; turn++) await pause(10);
  assert.equal(allPanelTabs().length, count, 'panels');
  return allPanelTabs();
}

function allPanelTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      (tab) =>
        tab.input instanceof vscode.TabInputWebview && tab.input.viewType.includes('babelscope.inspector'),
    );
}
