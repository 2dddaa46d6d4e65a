import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { decodeAblation } from '../../src/results/ablation/file';
import { decodeAtlas } from '../../src/files/atlas';
import { readNeuronSet } from '../../src/results/neuron-set/file';
import { recallNeurons } from '../../src/files/neurons';
import { parseSaved } from '../../src/files/saved';
import type { ActiveRun } from '../../src/app/tasks/flow';
import { babelscope, closeAll, engines, inspect, pause, popups, select, until, write } from './support';

const workspace = () => vscode.workspace.workspaceFolders![0].uri.fsPath;
const sentences = {
  en: 'The little boat went slowly down the river, and nobody on the bank said a word about it. ',
  fr: 'Le petit bateau descendait lentement la rivière, et personne sur la rive n’en disait un mot. ',
};

describe('A run over texts of a person’s own', () => {
  const folder = () => join(workspace(), 'texts');

  before(() => {
    mkdirSync(folder(), { recursive: true });
    for (const [language, sentence] of Object.entries(sentences))
      writeFileSync(
        join(folder(), `${language}.txt`),
        // No two alike: a corpus that repeats itself is warned of.
        Array.from({ length: 600 }, (_, i) => `${sentence.repeat(3)}${i}.\n`).join(''),
      );
  });
  after(async () => {
    await settings('atlases', undefined);
    rmSync(folder(), { recursive: true, force: true });
    await closeAll();
  });

  it('counts, is paused, survives a killed engine, lets inspect meanwhile, and ends in an atlas in use', async function () {
    this.timeout(600_000);
    const atlas = join(workspace(), 'texts.babelscope-10l.lape.safetensors');
    // Loaded already, as for whoever has inspected before.
    select(await write('Bonjour tout le monde.'), 'Bonjour tout le monde.');
    assert.ok((await inspect()).result);
    const before = engines();
    const said = await popups(async () => {
      const run = find({ tokens: '20000' });
      await running('the first tokens', ({ record }) => record.done > 0);
      await vscode.commands.executeCommand('babelscope.pauseRun');
      await run;
      assert.ok(existsSync(`${atlas}.partial`), 'what was counted is kept');
      assert.ok(!existsSync(atlas));
      const [paused] = await unfinished();
      assert.equal(paused.state, 'paused');

      const second = vscode.commands.executeCommand('babelscope.resumeRun', paused.id);
      await running('more tokens', ({ record }) => record.done > paused.done);
      const [counting] = engines().filter((pid) => !before.includes(pid));
      assert.ok(counting, 'counting has a process of its own');

      // Amid the run: the answer comes while it goes on.
      select(await write('Bonjour tout le monde.'), 'Bonjour tout le monde.');
      const { result, failure } = await inspect();
      assert.equal(failure, undefined);
      assert.ok(result);
      assert.equal((await babelscope()).runs().active.length, 1, 'the run was still under way');

      process.kill(counting, 'SIGKILL');
      await second;
      const [failed] = await unfinished();
      assert.equal(failed.state, 'failed');
      assert.ok(failed.done >= paused.done);
      assert.match(failed.failure ?? '', /ended unexpectedly/);

      await vscode.commands.executeCommand('babelscope.resumeRun', failed.id);
    });
    assert.deepEqual(await unfinished(), []);
    assert.ok(!existsSync(`${atlas}.partial`));
    const { languages, tokens, about } = decodeAtlas(await readFile(atlas));
    assert.deepEqual(languages, ['en', 'fr']);
    assert.deepEqual([...tokens], [20_000, 20_000], 'no token is lost or counted twice');
    assert.deepEqual(
      about.corpora.map(({ files }) => files.map(({ name }) => name)),
      [['en.txt'], ['fr.txt']],
    );
    assert.deepEqual(
      said.map(({ buttons }) => buttons),
      [
        ['Resume Run', 'Discard'],
        ['Resume Run', 'Discard', 'Show Log'],
        ['Open Report', 'Use for This Model'],
      ],
    );
    assert.doesNotMatch(said[2].message, /began anew/);

    await vscode.commands.executeCommand('babelscope.useAtlas', vscode.Uri.file(atlas));
    select(await write('Bonjour tout le monde.'), 'Bonjour tout le monde.');
    await inspect();
    const used = await until('the new atlas', ({ result, working }) => !working && result !== undefined);
    assert.deepEqual(used.result?.inspection.languages, ['en', 'fr']);
  });

  it('does not begin without texts in two languages, or in an encoding that cannot be read', async () => {
    const refused = join(workspace(), 'refused');
    mkdirSync(refused, { recursive: true });
    const [empty] = await popups(() => find({ folder: refused }));
    assert.match(empty.message, /holds no texts/);
    assert.deepEqual(empty.buttons, ['Find Language Neurons…', 'Show Log']);
    writeFileSync(join(refused, 'en.txt'), sentences.en);
    const [one] = await popups(() => find({ folder: refused }));
    assert.match(one.message, /one language only/);

    writeFileSync(join(refused, 'fr.txt'), Buffer.from(sentences.fr, 'utf16le'));
    writeFileSync(join(refused, 'de.txt'), `${sentences.fr}\n`.repeat(60));
    const offered: vscode.QuickPickItem[] = [];
    await find({ folder: refused, languages: (items) => void offered.push(...items) });
    assert.match(offered.find(({ label }) => label === 'German')?.detail ?? '', /100 % as French/);
    assert.match(offered.find(({ label }) => label === 'French')?.detail ?? '', /not UTF-8/);
    assert.equal(offered.find(({ label }) => label === 'French')?.picked, false);
    assert.equal((await babelscope()).runs().active.length, 0);
    rmSync(refused, { recursive: true });
  });

  it('leaves the atlas in use as it is where the other one is of another model', async () => {
    const other = join(workspace(), 'other.lape.safetensors');
    const model = vscode.Uri.joinPath(extensionUri(), 'media/models/babelscope-10l').fsPath;
    const name = readdirSync(model).find((file) => file.endsWith('.lape.safetensors'))!;
    const bytes = await readFile(join(model, name));
    // The hash of the model, and nothing else.
    const at = bytes.indexOf(decodeAtlas(bytes).about.model);
    writeFileSync(
      other,
      Buffer.concat([bytes.subarray(0, at), Buffer.from('0'.repeat(16)), bytes.subarray(at + 16)]),
    );
    // The change ends the engine: whoever opens it meanwhile is cancelled.
    await settings('atlases', undefined);
    select(await write('Bonjour tout le monde.'), 'Bonjour tout le monde.');
    await inspect();
    await until(
      'the old atlas',
      (shown) => !shown.working && shown.result?.inspection.languages.length === 10,
    );
    const [refusal] = await popups(() =>
      vscode.commands.executeCommand('babelscope.useAtlas', vscode.Uri.file(other)),
    );
    assert.match(refusal.message, /counted on another model/);
    assert.equal(refusal.buttons[0], 'Use Another Atlas…');
    select(await write('Bonjour tout le monde.'), 'Bonjour tout le monde.');
    const { failure, result } = await inspect();
    assert.equal(failure, undefined);
    assert.equal(result?.inspection.languages.length, 10);
    rmSync(other);
  });

  it('measures ablations with the atlas in use, and the result opens as what it is', async function () {
    this.timeout(600_000);
    const file = join(workspace(), 'texts.babelscope-10l.ablation.babelscope.json');
    const said = await popups(() => find({ command: 'babelscope.measureAblations', tokens: '300' }));
    assert.deepEqual(said.at(-1)?.buttons.slice(0, 1), ['Open Result'], JSON.stringify(said));
    const ablation = decodeAblation(await readFile(file, 'utf8'), 'the result');
    assert.deepEqual(ablation.measured, ['en', 'fr']);
    assert.deepEqual(
      ablation.tokens.map((tokens) => tokens > 0 && tokens <= 300),
      [true, true],
    );
    assert.equal(ablation.draws, 3);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    await opened('texts.babelscope-10l.ablation.babelscope.json');
    rmSync(file);
  });

  it('opens a published neuron set with the languages it is told', async () => {
    const set = join(workspace(), 'tiny.neuron.pth');
    const fixture = vscode.Uri.joinPath(extensionUri(), 'test/fixtures/neurons/small.neuron.pth');
    writeFileSync(set, await readFile(fixture.fsPath));
    const count = (await readNeuronSet(await readFile(set))).length;
    const { showInputBox } = vscode.window;
    const asked: (vscode.InputBoxOptions | undefined)[] = [];
    const answer = ['de', 'ru', 'ar', 'en', 'fr', 'es', 'vi'].slice(0, count);
    const window = vscode.window as unknown as Record<'showInputBox', unknown>;
    window.showInputBox = (options?: vscode.InputBoxOptions) => {
      asked.push(options);
      return Promise.resolve(answer.join(' '));
    };
    try {
      await vscode.commands.executeCommand('babelscope.importNeurons', vscode.Uri.file(set));
    } finally {
      window.showInputBox = showInputBox;
    }
    const [options] = asked;
    assert.equal(options?.value, ['en', 'zh', 'fr', 'es', 'vi', 'id', 'ja'].slice(0, count).join(' '));
    assert.match(String(await options?.validateInput?.('en')), /languages are in the file/);
    const name = 'tiny.neurons.babelscope.json';
    await opened(name);
    const text = await readFile(join(workspace(), name), 'utf8');
    const imported = recallNeurons(parseSaved(text, name), name);
    assert.deepEqual(imported.languages, answer);
    assert.match(imported.mismatch ?? '', /is not of babelscope-10l/);
    rmSync(set);
    rmSync(join(workspace(), name));
  });

  interface Answers {
    command?: string;
    folder?: string;
    tokens?: string;
    /** Looks at the languages offered; the run then ends there. */
    languages?: (items: readonly vscode.QuickPickItem[]) => void;
  }

  /** Runs the command from a folder's context menu, and answers what it asks. */
  async function find({
    command = 'babelscope.findNeurons',
    folder: at = folder(),
    tokens = '1000',
    languages,
  }: Answers): Promise<void> {
    const window = vscode.window as unknown as Record<'showQuickPick' | 'showInputBox', unknown>;
    const { showQuickPick, showInputBox } = window;
    window.showInputBox = () => Promise.resolve(tokens);
    window.showQuickPick = (items: vscode.QuickPickItem[], { canPickMany }: vscode.QuickPickOptions) => {
      if (!canPickMany) return Promise.resolve(items.find(({ label }) => /open folder|Beside/.test(label)));
      languages?.(items);
      return Promise.resolve(languages ? undefined : items.filter(({ picked }) => picked));
    };
    try {
      await vscode.commands.executeCommand(command, vscode.Uri.file(at));
    } finally {
      Object.assign(window, { showQuickPick, showInputBox });
    }
  }
});

const unfinished = async () => (await babelscope()).runs().unfinished();
const settings = (key: string, value: unknown) =>
  vscode.workspace.getConfiguration('babelscope').update(key, value, vscode.ConfigurationTarget.Global);
const extensionUri = () => vscode.extensions.getExtension('babelscope.babelscope')!.extensionUri;

/** Waits for a run of this window that fulfils a condition. */
async function running(what: string, holds: (run: ActiveRun) => boolean): Promise<void> {
  const { active } = (await babelscope()).runs();
  for (const end = Date.now() + 300_000; Date.now() < end; await pause(10)) {
    const [run] = (await babelscope()).runs().active;
    if (run && holds(run)) return;
  }
  assert.fail(`${what} did not come; ${active.length} runs`);
}

/** Waits until a file of ours is open in its own editor. */
async function opened(name: string): Promise<void> {
  const shown = () => {
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    return input instanceof vscode.TabInputCustom && input.uri.path.endsWith(`/${name}`);
  };
  for (const end = Date.now() + 60_000; !shown() && Date.now() < end;) await pause(10);
  assert.ok(shown(), name);
}
