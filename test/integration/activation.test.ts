import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'babelscope.babelscope';

describe('The extension in a real extension host', () => {
  it('is installed and activates', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not there`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its manifest promises', async () => {
    const extension = vscode.extensions.getExtension(id)!;
    await extension.activate();
    const { commands } = extension.packageJSON.contributes as { commands: { command: string }[] };
    const promised = commands.map(({ command }) => command).sort();
    assert.ok(promised.length > 0);
    // Views bring commands of their own (babelscope.inspector.focus, …), so only what was promised is compared.
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
  });
});
