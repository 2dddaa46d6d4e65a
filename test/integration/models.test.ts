import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { LoopbackHub } from '../loopback-hub';
import { tinyModel } from '../tiny-model';
import { closeAll, inspect, pause, write } from './support';

const settings = () => vscode.workspace.getConfiguration('babelscope');

/** Answers the questions of a command in turn, as a person would who takes what is offered under a name. */
async function answering(typed: string, names: string[], act: () => PromiseLike<unknown>): Promise<void> {
  const window = vscode.window as unknown as Record<string, unknown>;
  const { createQuickPick, showQuickPick, showInformationMessage } = window;
  window.createQuickPick = () => {
    const picker = (createQuickPick as () => vscode.QuickPick<vscode.QuickPickItem>).call(window);
    let change: (value: string) => unknown = () => undefined;
    let accept: () => unknown = () => undefined;
    return new Proxy(picker, {
      get(target, name) {
        if (name === 'onDidChangeValue') return (listener: typeof change) => (change = listener);
        if (name === 'onDidAccept') return (listener: typeof accept) => (accept = listener);
        if (name === 'selectedItems') return target.items.slice(0, 1);
        if (name === 'show')
          return async () => {
            target.show();
            change(typed);
            while (!target.items[0]?.description?.includes('downloads')) await pause(20);
            accept();
          };
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, name, value) => Reflect.set(target, name, value),
    });
  };
  window.showQuickPick = async (items: vscode.QuickPickItem[]) => {
    const wanted = names.shift();
    return (await items).find(({ label }) => label.includes(wanted ?? ''));
  };
  window.showInformationMessage = (_: string, ...buttons: string[]) => Promise.resolve(buttons[0]);
  try {
    await act();
  } finally {
    Object.assign(window, { createQuickPick, showQuickPick, showInformationMessage });
  }
}

describe('Models from the Hub', () => {
  afterEach(async () => {
    await settings().update('model', undefined, vscode.ConfigurationTarget.Global);
    await closeAll();
  });

  it('are found, downloaded and used', async () => {
    const extension = vscode.extensions.getExtension('babelscope.babelscope')!;
    const hub = await LoopbackHub.start('someone/tiny-onnx', tinyModel({}, extension.extensionPath));
    const before = process.env['HF_ENDPOINT'];
    process.env['HF_ENDPOINT'] = hub.endpoint;
    try {
      await answering('tiny', ['model', 'Own Storage'], () =>
        vscode.commands.executeCommand('babelscope.downloadModel'),
      );
      for (let turn = 0; turn < 500 && !settings().get<string>('model'); turn++) await pause(20);
      const used = settings().get<string>('model')!;
      assert.match(used, /someone.tiny-onnx.onnx.model\.onnx$/);
      assert.ok(existsSync(used));
      await write('the quick brown fox');
      // It runs; what it lacks is an atlas of its own.
      assert.equal((await inspect()).failure?.code, 'atlas-missing');
    } finally {
      if (before === undefined) delete process.env['HF_ENDPOINT'];
      else process.env['HF_ENDPOINT'] = before;
      await hub.stop();
    }
  });
});
