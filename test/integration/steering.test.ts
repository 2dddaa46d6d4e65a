import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isAction } from '../../src/app/failure-actions';
import type { SteeringChoices } from '../../src/steering/choices';
import type { SteeringSnapshot } from '../../src/protocol/steering-page';
import { babelscope, closeAll, engines, pause, popups, putCursor, select, write } from './support';

const workspace = () => vscode.workspace.workspaceFolders![0].uri.fsPath;
const command = (name: string) => vscode.commands.executeCommand(`babelscope.${name}`);
const steering = async () => (await babelscope()).steering();

/** Waits until what the steering page shows fulfils a condition, and returns it. */
async function until(
  what: string,
  holds: (snapshot: SteeringSnapshot) => boolean,
): Promise<SteeringSnapshot> {
  for (let turn = 0; turn < 6000; turn++) {
    const { snapshot } = await steering();
    if (holds(snapshot)) return snapshot;
    await pause(5);
  }
  assert.fail(`${what} did not come: ${JSON.stringify((await steering()).snapshot).slice(0, 2000)}`);
}

/** The choices of a first run, changed. */
async function choices(change: Partial<SteeringChoices> = {}): Promise<SteeringChoices> {
  const flow = await steering();
  await flow.load();
  const { languages, best } = flow.snapshot.options!;
  assert.ok(languages.includes('en') && languages.includes('fr'));
  const { method, strength, layers } = best;
  const first = { prompt, maxTokens: 40, method, strength, layers, control: false, off: ['en'], on: ['fr'] };
  return { ...flow.snapshot.choices, ...first, ...change };
}

async function generated(change: Partial<SteeringChoices>): Promise<SteeringSnapshot> {
  const chosen = await choices(change);
  await (await steering()).generate(chosen);
  return (await steering()).snapshot;
}

/** One that the bundled model leaves for other languages. */
const prompt = 'She opened the window and';
const long: Partial<SteeringChoices> = { maxTokens: 400 };

describe('Steering with the bundled model', () => {
  afterEach(async () => {
    (await steering()).stop();
    await closeAll();
  });

  for (const tag of ['fr', 'ja', 'ru'])
    it(`continues an English prompt in ${tag}, beside the plain continuation`, async () => {
      const { run, model } = await generated({ on: [tag] });
      assert.ok(run && model);
      assert.equal(run.plain.failure, undefined);
      assert.equal(run.steered.failure, undefined);
      assert.equal(run.plain.language?.tag, 'en', run.plain.text);
      assert.equal(run.steered.language?.tag, tag, run.steered.text);
      assert.equal(run.steered.generation?.changedAt, 0);
      assert.ok(run.steered.relativePerplexity! > 0);
      assert.ok(run.partsAt !== undefined && run.partsAt < run.steered.text.length);
      assert.equal(engines().length, 1, 'one engine for inspecting and steering');
    });

  it('stops with the text so far, and leaves the engine to the next run', async () => {
    const chosen = await choices(long);
    const flow = await steering();
    const before = flow.snapshot.run?.id;
    const run = flow.generate(chosen);
    await until(
      'some text',
      (snapshot) => snapshot.run?.id !== before && (snapshot.run?.steered.text.length ?? 0) > 5,
    );
    flow.stop();
    await run;
    const { steered, plain } = flow.snapshot.run!;
    assert.deepEqual([plain.state, steered.state], ['done', 'done']);
    assert.ok(steered.generation!.ids.length < 400);
    assert.ok(steered.text.length > 5, JSON.stringify(steered.text));
    const { run: next } = await generated({ maxTokens: 5 });
    assert.equal(next?.steered.state, 'done');
  });

  it('keeps the text so far when the engine is killed amid a run, and the next run works', async () => {
    const chosen = await choices(long);
    const flow = await steering();
    const before = flow.snapshot.run?.id;
    const run = flow.generate(chosen);
    await until(
      'some text',
      (snapshot) => snapshot.run?.id !== before && (snapshot.run?.steered.text.length ?? 0) > 5,
    );
    const [pid] = engines();
    process.kill(pid, 'SIGKILL');
    await run;
    const { steered } = flow.snapshot.run!;
    assert.equal(steered.state, 'failed');
    assert.equal(steered.failure?.code, 'engine-crashed');
    assert.ok(steered.text.length > 5, 'the text is kept');
    const { run: next } = await generated({ maxTokens: 5 });
    assert.equal(next?.steered.state, 'done');
    assert.notEqual(engines()[0], pid);
  });

  it('answers every impossible wish with one sentence, and works afterwards', async () => {
    const wishes: [Partial<SteeringChoices>, string, 'both' | 'steered'][] = [
      [{ prompt: '  ' }, 'prompt-empty', 'both'],
      [{ prompt: 'word '.repeat(2000) }, 'prompt-too-long', 'both'],
      [{ off: ['en'], on: ['en'] }, 'intervention-contradictory', 'steered'],
      [{ on: ['tlh'] }, 'intervention-invalid', 'steered'],
      [{ layers: [5, 2] }, 'intervention-invalid', 'steered'],
      [{ method: 'neurons', neurons: [{ layer: 99, index: 0 }] }, 'intervention-invalid', 'steered'],
    ];
    for (const [wish, code, sides] of wishes) {
      const { run } = await generated({ maxTokens: 3, ...wish });
      const { plain, steered } = run!;
      assert.equal(steered.failure?.code, code);
      assert.match(steered.failure.message, /^[^\n]+[.?]$/);
      assert.ok(steered.failure.actions.every(({ id }) => isAction(id) || id === 'steer-again'));
      assert.equal(plain.failure?.code, sides === 'both' ? code : undefined);
    }
    const { run } = await generated({ strength: 1e300, maxTokens: 8 });
    assert.equal(run?.steered.failure, undefined);
    assert.match(run?.steered.generation?.warnings.join() ?? '', /no longer a number/);
    assert.equal((await generated({ maxTokens: 3 })).run?.steered.state, 'done');
  });

  it('says so when nothing was changed', async () => {
    const { run } = await generated({ strength: 0, maxTokens: 5 });
    assert.equal(run?.steered.generation?.changedAt, -1);
    assert.equal(run.steered.text, run.plain.text);
    assert.equal(run.partsAt, undefined);
    assert.match(run.steered.generation.warnings.join(), /changed nothing/);
  });

  it('takes the selection as the prompt, without white space behind it', async () => {
    const editor = await write('First.\n\nThe captain looked at the sea and  \n\nLast.');
    select(editor, 'The captain looked at the sea and  ');
    const before = (await steering()).snapshot.choicesVersion;
    await command('steer');
    const { choices: after, choicesVersion } = (await steering()).snapshot;
    assert.equal(after.prompt, 'The captain looked at the sea and');
    assert.ok(choicesVersion > before);
  });

  it('puts the result behind the selection, as one step of undo', async () => {
    const { run } = await generated({ maxTokens: 12 });
    const editor = await write('Here: and there.');
    select(editor, 'Here:');
    await command('insertResult');
    const text = editor.document.getText();
    assert.equal(text, `Here:${run!.steered.text} and there.`);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'Here: and there.');
  });

  it('opens both answers in the editor’s own diff, read-only and with a title', async () => {
    const { run } = await generated({ maxTokens: 12 });
    await command('compareResult');
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab!;
    const { strength } = run!.choices;
    assert.equal(tab.label, `Plain ↔ Steered (en off, fr on · DiffMean ${strength})`);
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    const { original, modified } = tab.input;
    const [left, right] = await Promise.all(
      [original, modified].map((uri) => vscode.workspace.openTextDocument(uri)),
    );
    assert.equal(left.getText(), run!.choices.prompt + run!.plain.text);
    assert.equal(right.getText(), run!.choices.prompt + run!.steered.text);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(original.scheme), undefined);
  });

  describe('in a document', () => {
    const picks: { label: string }[] = [];

    /** Runs the command and picks a language in its list. */
    async function continueIn(language: string, amid?: () => Promise<void>): Promise<string[]> {
      const window = vscode.window as unknown as Record<'showQuickPick', unknown>;
      const original = window.showQuickPick;
      window.showQuickPick = async (items: PromiseLike<{ label: string }[]>) => {
        picks.splice(0, picks.length, ...(await items));
        return picks.find(({ label }) => label === language);
      };
      try {
        const seen = await popups(async () => {
          const run = command('continueSteered');
          await amid?.();
          await run;
        });
        return seen.map(({ message }) => message);
      } finally {
        window.showQuickPick = original;
      }
    }

    /** The command takes the length from the panel: this chooses it there, without a run. */
    async function chooseLength(maxTokens: number): Promise<void> {
      const flow = await steering();
      const run = flow.generate(await choices({ maxTokens }));
      flow.stop();
      await run;
    }

    beforeEach(() => chooseLength(40));

    it('continues a selection in another language, as one step of undo', async () => {
      const text = 'Before.\n\nShe opened the window and\n\nAfter.';
      const editor = await write(text);
      select(editor, 'She opened the window and');
      assert.deepEqual(await continueIn('Russian'), []);
      assert.ok(picks.length >= 9 && picks.some(({ label }) => label === 'Japanese'));
      const after = editor.document.getText();
      assert.ok(after.startsWith('Before.\n\nShe opened the window and'));
      assert.ok(after.endsWith('\n\nAfter.'));
      assert.match(after, /\p{Script=Cyrillic}{3}/u);
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), text);
      await vscode.commands.executeCommand('redo');
      assert.equal(editor.document.getText(), after);
    });

    it('continues at the cursor, and keeps the line breaks of the document', async () => {
      const editor = await write('First.\n\nShe opened the window and ');
      await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
      const end = editor.document.lineAt(2).range.end;
      editor.selection = new vscode.Selection(end, end);
      assert.deepEqual(await continueIn('French'), []);
      const after = editor.document.getText();
      assert.ok(after.length > 'First.\r\n\r\nShe opened the window and '.length + 20, after);
      assert.match(after, /window and \S/, 'one space, not two');
      assert.doesNotMatch(after, /[^\r]\n/);
      assert.equal(editor.document.offsetAt(editor.selection.active), after.length);
      // What is typed next is a step of its own.
      await vscode.commands.executeCommand('type', { text: '!' });
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), after);
    });

    it('ends, with the text so far, when a person edits the document meanwhile', async () => {
      await chooseLength(400);
      const text = 'She opened the window and';
      const editor = await write(`${text}\n\nAfter.`);
      select(editor, text);
      const messages = await continueIn('French', async () => {
        for (let turn = 0; turn < 4000 && editor.document.lineAt(0).text === text; turn++) await pause(2);
        // An edit made by a program gives way to one that is under way; a person's does not.
        const add = (edit: vscode.TextEditorEdit) =>
          edit.insert(editor.document.lineAt(editor.document.lineCount - 1).range.end, ' Mine.');
        while (!(await editor.edit(add)));
      });
      assert.deepEqual(messages, []);
      const after = editor.document.getText();
      assert.ok(after.endsWith('After. Mine.'), after);
      await pause(300);
      assert.equal(editor.document.getText(), after, 'nothing comes any more');
    });

    it('ends when the document is closed meanwhile', async () => {
      await chooseLength(400);
      const text = 'She opened the window and';
      const editor = await write(text);
      select(editor, text);
      const messages = await continueIn('French', async () => {
        for (let turn = 0; turn < 4000 && editor.document.getText() === text; turn++) await pause(2);
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      });
      assert.deepEqual(messages, []);
      const { run } = await generated({ maxTokens: 3 });
      assert.equal(run?.steered.state, 'done');
    });

    it('says what is missing where nothing stands before the cursor', async () => {
      const editor = await write('\n\nAfter.');
      putCursor(editor, '\n\nAfter');
      const [message] = await continueIn('French');
      assert.match(message, /no text before the cursor/);
      assert.equal(editor.document.getText(), '\n\nAfter.');
    });
  });

  describe('as an experiment', () => {
    /** Answers the dialog that asks where to. */
    async function saveTo(path: string | undefined): Promise<void> {
      const window = vscode.window as unknown as Record<'showSaveDialog', unknown>;
      const original = window.showSaveDialog;
      window.showSaveDialog = () => Promise.resolve(path && vscode.Uri.file(path));
      try {
        await command('saveExperiment');
      } finally {
        window.showSaveDialog = original;
      }
    }

    async function open(file: string): Promise<SteeringSnapshot> {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
      return until('the experiment', ({ experiment }) => experiment !== undefined);
    }

    it('is saved, and reopens as it was, in the page that made it', async () => {
      const { run } = await generated({ maxTokens: 12, on: ['ja'] });
      const file = join(workspace(), 'window.babelscope.json');
      await saveTo(file);
      const { model, versions, date } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, never>;
      assert.match((model as { identity: string }).identity, /^[0-9a-f]{16,}/);
      assert.match((versions as { babelscope: string }).babelscope, /^\d+\.\d+/);
      assert.match((versions as { onnxruntime: string }).onnxruntime, /^\d+\.\d+/);
      assert.ok(Date.parse(date) > 0);
      const snapshot = await open(file);
      assert.equal(snapshot.experiment, 'window.babelscope.json');
      assert.deepEqual(snapshot.choices, run!.choices);
      assert.deepEqual({ ...snapshot.run, id: 0 }, { ...run, id: 0 });
      // It can run again, for itself: the side bar's runs are others.
      const flow = await steering();
      await flow.generate({ ...snapshot.choices, on: ['ru'], maxTokens: 6 });
      assert.equal(flow.snapshot.experiment, 'window.babelscope.json');
      assert.deepEqual(flow.snapshot.run?.choices.on, ['ru']);
      assert.equal(flow.snapshot.history.length, 1);
      await closeAll();
      const bar = await until('the side bar', ({ experiment }) => experiment === undefined);
      assert.deepEqual(bar.run?.choices.on, ['ja']);
    });

    it('gets its ending, and none is written when nobody wants it', async () => {
      await generated({ maxTokens: 4 });
      await saveTo(join(workspace(), 'ended.json'));
      assert.ok(existsSync(join(workspace(), 'ended.babelscope.json')));
      await saveTo(undefined);
      // What the dialog did not ask about, because the name was another, is asked here.
      const file = join(workspace(), 'ended.babelscope.json');
      writeFileSync(file, 'mine');
      const [{ message, buttons }] = await popups(() => saveTo(join(workspace(), 'ended.json')));
      assert.match(message, /ended\.babelscope\.json is there already/);
      assert.ok(buttons.includes('Replace'));
      assert.equal(readFileSync(file, 'utf8'), 'mine');
    });

    it('that cannot be written says why', async () => {
      await generated({ maxTokens: 4 });
      writeFileSync(join(workspace(), 'blocked'), '');
      const [{ message }] = await popups(() => saveTo(join(workspace(), 'blocked/a.babelscope.json')));
      assert.match(message, /cannot write to .*blocked/);
    });

    it('of another version, cut short or hostile is one sentence', async () => {
      const broken: [string, string, RegExp][] = [
        ['later', '{"format":"babelscope-experiment","formatVersion":99}', /another version/],
        ['short', '{"format":"babelscope-exp', /cut short/],
        ['other', '{"name":"package"}', /not saved by Babelscope/],
        ['newer', '{"format":"babelscope-dream","formatVersion":1}', /a kind that .* \(babelscope-dream\)/],
        ['binary', '\0\0\0', /not JSON/],
        ['deep', '['.repeat(100_000), /./],
        [
          'script',
          '{"format":"babelscope-experiment","formatVersion":1,"date":"<script>alert(1)</script>"}',
          /damaged/,
        ],
      ];
      for (const [name, content, sentence] of broken) {
        const file = join(workspace(), `${name}.babelscope.json`);
        writeFileSync(file, content);
        const seen = await popups(async () => {
          const { failure, run } = await open(file);
          assert.equal(failure?.code, 'experiment-broken');
          assert.match(failure.message, sentence);
          assert.equal(run, undefined);
        });
        assert.deepEqual(seen, []);
        await closeAll();
        await until('the side bar', ({ experiment }) => experiment === undefined);
      }
    });
  });

  it('follows the model in use: other thresholds are other neurons', async () => {
    await choices();
    const settings = vscode.workspace.getConfiguration('babelscope');
    const before = (await steering()).snapshot.options!.neurons;
    await settings.update('lape.topRate', 0.05, vscode.ConfigurationTarget.Global);
    try {
      await until('the model’s end', ({ options }) => options?.neurons[0] !== before[0]);
      const { run, options } = await generated({ maxTokens: 3 });
      assert.equal(run?.steered.state, 'done');
      const sum = (neurons: number[]) => neurons.reduce((total, count) => total + count, 0);
      assert.ok(sum(options!.neurons) > 2 * sum(before));
      assert.equal(engines().length, 1);
    } finally {
      await settings.update('lape.topRate', undefined, vscode.ConfigurationTarget.Global);
      await until(
        'the model’s end',
        ({ options }) => options === undefined || options.neurons[0] === before[0],
      );
    }
  });
});
