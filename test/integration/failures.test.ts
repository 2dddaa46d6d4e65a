import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, engines, inspect, pause, until, write } from './support';

const settings = () => vscode.workspace.getConfiguration('babelscope');
const useModel = (folder: string | undefined) =>
  settings().update('model', folder, vscode.ConfigurationTarget.Global);
const long = 'the quick brown fox jumps over the lazy dog '.repeat(150).trim();
const workspace = () => vscode.workspace.workspaceFolders![0].uri.fsPath;

describe('When something is wrong', () => {
  afterEach(async () => {
    await useModel(undefined);
    await closeAll();
  });

  async function assertWorks(text: string): Promise<void> {
    const { failure, result } = await inspect();
    assert.equal(failure, undefined);
    assert.deepEqual(result?.texts, [text]);
  }

  it('a model that is not there is a sentence with a way on, and the next run works', async () => {
    await write('some text');
    await useModel(join(workspace(), 'no-such-model'));
    const { failure } = await inspect();
    assert.equal(failure?.code, 'model-missing');
    assert.equal(failure.actions[0].label, 'Choose Model…');
    await useModel(undefined);
    await assertWorks('some text');
  });

  it('a model of an untrusted workspace is not read', async () => {
    const folder = join(workspace(), 'model');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), '{}');
    await write('some text');
    await useModel(folder);
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')!;
    Object.defineProperty(vscode.workspace, 'isTrusted', { get: () => false, configurable: true });
    try {
      const { failure } = await inspect();
      assert.equal(failure?.code, 'untrusted');
      assert.match(failure.message, /Trust the workspace/);
    } finally {
      Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
    // Trusted, the folder is read, and found to be no model.
    assert.match((await inspect()).failure!.code, /^(model|tokenizer)-/);
  });

  it('an engine that is killed amid a run says so once, and the next run works with a new one', async () => {
    await write(long);
    await assertWorks(long);
    const [pid] = engines();
    assert.ok(pid);
    const run = vscode.commands.executeCommand('babelscope.inspectSelection');
    await until('the run', ({ working }) => working !== undefined);
    process.kill(pid, 'SIGKILL');
    await run;
    const { failure, result } = await until('the failure', (snapshot) => snapshot.failure !== undefined);
    assert.equal(failure?.code, 'engine-crashed');
    assert.ok(result, 'the last result is kept');
    await assertWorks(long);
    assert.equal(engines().length, 1);
    assert.notEqual(engines()[0], pid);
  });

  it('a cancelled run leaves the last result, and the next run works', async () => {
    await write(long);
    const before = (await inspect()).result!.inspection.id;
    const run = vscode.commands.executeCommand('babelscope.inspectSelection');
    await until('the run', ({ working }) => working !== undefined);
    await vscode.commands.executeCommand('babelscope.cancelInspection');
    await run;
    const { failure, result, working } = await until('the end', (snapshot) => !snapshot.working);
    assert.equal(failure, undefined);
    assert.equal(working, undefined);
    assert.equal(result!.inspection.id, before);
    await assertWorks(long);
  });

  it('changed thresholds end the engine and show the result under the new ones', async () => {
    await write('the quick brown fox');
    const before = await inspect();
    await settings().update('lape.topRate', 0.05, vscode.ConfigurationTarget.Global);
    try {
      const sum = (neurons: number[]) => neurons.reduce((total, count) => total + count, 0);
      const after = await until(
        'more neurons',
        ({ model }) => sum(model!.neurons) > 2 * sum(before.model!.neurons),
      );
      assert.deepEqual(after.result?.texts, before.result?.texts);
    } finally {
      await settings().update('lape.topRate', undefined, vscode.ConfigurationTarget.Global);
      await pause(100);
      await until('rest', ({ working }) => !working);
    }
  });
});
