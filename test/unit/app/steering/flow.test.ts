import assert from 'node:assert/strict';
import { setTimeout as rest } from 'node:timers/promises';
import { choicesForOther, firstChoices } from '../../../../src/app/steering/choices';
import {
  type RememberedChoices,
  SteeringFlow,
  type SteeringFlowOptions,
} from '../../../../src/app/steering/flow';
import { BabelscopeError } from '../../../../src/rpc/failure';
import type { SteeringChoices } from '../../../../src/steering/choices';
import type { SteeringSnapshot } from '../../../../src/protocol/steering-page';
import { opened, reference } from '../inspection/fakeEngine';
import { FakeGenerator, generationOf, options } from './fakeGenerator';

const writtenIn = (text: string) =>
  Promise.resolve({ tag: /です/.test(text) ? 'ja' : 'en', confidence: 0.9, unsure: false });
const chosen = (change: Partial<SteeringChoices> = {}) => ({ ...firstChoices(options), ...change });

function start(own: Partial<SteeringFlowOptions> = {}, engine = new FakeGenerator()) {
  const snapshots: SteeringSnapshot[] = [];
  const kept: RememberedChoices[] = [];
  const log: string[] = [];
  const flow: SteeringFlow = new SteeringFlow({
    engine: engine.engine,
    model: () => Promise.resolve(reference),
    thresholds: () => ({ topRate: 0.01, filterRate: 0.95, activationBar: 0.95 }),
    writtenIn,
    changed: () => snapshots.push(flow.snapshot),
    log: (line) => log.push(line),
    remember: (choices) => kept.push(choices),
    ...own,
  });
  return { flow, engine, snapshots, kept, log };
}

/** A run that has ended. */
async function ran(flow: SteeringFlow, engine: FakeGenerator, choices = chosen(), steeredText = 'la mer') {
  const run = flow.generate(choices);
  const { plain, steered } = await engine.next();
  plain.answer(generationOf('the sea', -1));
  steered.answer(generationOf(steeredText, -2));
  await run;
}

describe('The course of steering', () => {
  it('says why a model without an atlas has no languages to steer, and offers to find them', async () => {
    const bare = new FakeGenerator({}, { ...options, languages: [], neurons: [] });
    const { flow } = start({}, bare);
    await flow.load();
    const { failure, options: there } = flow.snapshot;
    assert.match(failure?.message ?? '', /^tiny has no neuron atlas yet/);
    assert.equal(failure?.actions[0].label, 'Find Language Neurons…');
    assert.ok(there);
  });

  it('shows a model that loads, then what there is to steer with and choices to begin with', async () => {
    const { flow, snapshots } = start();
    assert.equal(flow.snapshot.loading, false);
    assert.equal(flow.snapshot.options, undefined);
    await flow.load();
    assert.deepEqual(
      snapshots.map(({ loading, model }) => [loading, model]),
      [
        [true, undefined],
        [false, 'tiny'],
      ],
    );
    const { choices, choicesVersion } = flow.snapshot;
    assert.deepEqual([choices.off, choices.on, choices.layers], [['en'], ['fr'], [4, 4]]);
    assert.equal(choices.sampling.temperature, 0);
    assert.equal(choicesVersion, 1);
  });

  it('runs plain and steered at once and streams both', async () => {
    const { flow, engine } = start({ pace: 0 });
    const run = flow.generate(chosen());
    const { plain, steered } = await engine.next();
    assert.equal(plain.request.intervention, null);
    assert.equal(steered.request.intervention?.method, 'diffmean');
    assert.equal(plain.request.prompt, steered.request.prompt);
    assert.equal(flow.snapshot.run?.plain.state, 'waiting');
    plain.part('the ');
    steered.part('the');
    steered.part(' mer');
    const during = flow.snapshot.run!;
    assert.deepEqual([during.plain.text, during.plain.tokens, during.plain.state], ['the ', 4, 'streaming']);
    assert.deepEqual([during.steered.text, during.steered.tokens], ['the mer', 7]);
    assert.equal(during.partsAt, undefined);
    plain.part('sea');
    assert.equal(flow.snapshot.run?.partsAt, 4);
    plain.answer(generationOf('the sea', -1));
    steered.answer(generationOf('the mer', -1.5));
    await run;
    const after = flow.snapshot.run!;
    assert.deepEqual([after.plain.state, after.steered.state], ['done', 'done']);
    assert.equal(after.plain.relativePerplexity, 1);
    // exp(1.5) / exp(1)
    assert.ok(Math.abs(after.steered.relativePerplexity! - 1.6487) < 1e-3);
    assert.equal(after.plain.language?.tag, 'en');
  });

  it('tells of tokens no oftener than its pace, of the first and of the end at once', async () => {
    const { flow, engine, snapshots } = start({ pace: 60_000 });
    const run = flow.generate(chosen());
    const { plain, steered } = await engine.next();
    const before = snapshots.length;
    plain.part('a');
    assert.equal(snapshots.length, before + 1);
    for (let i = 0; i < 200; i++) plain.part('b');
    assert.equal(snapshots.length, before + 1);
    plain.answer(generationOf('ab'));
    await rest(0);
    assert.equal(snapshots.at(-1)?.run?.plain.state, 'done');
    steered.answer(generationOf('é'));
    await run;
    // The first token, and each end with the answer and then its language.
    assert.equal(snapshots.length, before + 5);
  });

  it('keeps the text so far of a side that fails, and lets the other end', async () => {
    const { flow, engine } = start();
    const run = flow.generate(chosen());
    const { plain, steered } = await engine.next();
    steered.part('la m');
    steered.fail(new BabelscopeError('language-without-neurons', 'No neurons.'));
    plain.part('the sea');
    plain.answer(generationOf('the sea'));
    await run;
    const { plain: one, steered: other } = flow.snapshot.run!;
    assert.deepEqual([one.state, other.state], ['done', 'failed']);
    assert.equal(other.text, 'la m');
    assert.equal(other.failure?.message, 'No neurons.');
    assert.equal(other.relativePerplexity, undefined);
    assert.equal(flow.snapshot.failure, undefined);
  });

  it('keeps the texts of both when the engine dies, offers to try again, and that works', async () => {
    const { flow, engine, log } = start();
    const run = flow.generate(chosen());
    const { plain, steered } = await engine.next();
    plain.part('the');
    steered.part('la');
    const crash = new BabelscopeError('engine-crashed', 'The process ended.');
    plain.fail(crash);
    steered.fail(crash);
    await run;
    const { plain: one, steered: other } = flow.snapshot.run!;
    assert.deepEqual([one.text, other.text], ['the', 'la']);
    assert.deepEqual(
      other.failure?.actions.map(({ label }) => label),
      ['Try Again', 'Show Log'],
    );
    assert.equal(log.length, 2);
    const again = flow.again();
    const next = await engine.next();
    assert.equal(engine.steerings, 2, 'the new process is asked what it can do');
    next.plain.answer(generationOf('the sea'));
    next.steered.answer(generationOf('la mer'));
    await again;
    assert.equal(flow.snapshot.run?.steered.text, 'la mer');
    assert.equal(flow.snapshot.history.length, 1);
  });

  it('stops with what there is', async () => {
    const { flow, engine } = start();
    const run = flow.generate(chosen());
    const { plain, steered } = await engine.next();
    steered.part('la');
    flow.stop();
    assert.equal(steered.options.stop?.aborted, true);
    assert.equal(steered.options.signal?.aborted, false);
    steered.answer({ ...generationOf('la'), finish: 'cancelled' });
    plain.answer({ ...generationOf(''), finish: 'cancelled' });
    await run;
    assert.equal(flow.snapshot.run?.steered.text, 'la');
    assert.equal(flow.snapshot.run?.steered.state, 'done');
    assert.equal(flow.snapshot.run?.steered.relativePerplexity, undefined, 'the plain one has no token');
  });

  it('does not begin a run that was stopped while its model loaded', async () => {
    const { flow, engine } = start();
    const run = flow.generate(chosen());
    flow.stop();
    await run;
    assert.equal(engine.calls.length, 0);
    assert.equal(flow.snapshot.run, undefined);
  });

  it('lets the newest win: the one before ends with its text in the history, or without a trace', async () => {
    const { flow, engine } = start();
    const first = flow.generate(chosen({ prompt: 'one' }));
    const one = await engine.next();
    one.steered.part('un');
    const second = flow.generate(chosen({ prompt: 'two' }));
    const two = await engine.next();
    assert.equal(one.steered.options.stop?.aborted, true);
    const third = flow.generate(chosen({ prompt: 'three' }));
    const three = await engine.next();
    assert.equal(two.steered.options.signal?.aborted, true);
    one.plain.answer(generationOf(''));
    one.steered.answer(generationOf('un'));
    three.plain.answer(generationOf('3'));
    three.steered.answer(generationOf('trois'));
    await Promise.all([first, second, third]);
    assert.equal(flow.snapshot.run?.choices.prompt, 'three');
    assert.deepEqual(
      flow.snapshot.history.map(({ prompt, steered }) => [prompt, steered]),
      [['one', 'un']],
    );
  });

  it('makes one run of many that are asked for while the model loads: the newest', async () => {
    const { flow, engine } = start();
    const runs = ['a', 'b', 'c'].map((prompt) => flow.generate(chosen({ prompt })));
    const { plain, steered } = await engine.next();
    assert.equal(plain.request.prompt, 'c');
    plain.answer(generationOf('x'));
    steered.answer(generationOf('y'));
    await Promise.all(runs);
    assert.equal(engine.calls.length, 0);
    assert.equal(engine.steerings, 1);
  });

  it('takes no choices that it has changed since they were edited, for keeping or for a run', async () => {
    const { flow, engine } = start();
    await flow.load();
    const { choicesVersion } = flow.snapshot;
    flow.setPrompt('theirs');
    assert.equal(flow.snapshot.choicesFrom, 'person');
    assert.equal(flow.change(chosen({ prompt: 'mine' }), choicesVersion), false);
    assert.equal(await flow.generate(chosen({ prompt: 'mine' }), choicesVersion), false);
    assert.equal(flow.snapshot.choices.prompt, 'theirs');
    assert.equal(engine.calls.length, 0);
    assert.equal(flow.change(chosen({ prompt: 'mine' }), choicesVersion + 1), true);
    assert.equal(flow.snapshot.choices.prompt, 'mine');
  });

  it('runs what was asked for while the model loaded with choices that fit it', async () => {
    const { flow, engine } = start();
    const before = flow.snapshot;
    const run = flow.generate({ ...before.choices, prompt: 'mine' }, before.choicesVersion);
    const { plain, steered } = await engine.next();
    assert.deepEqual(flow.snapshot.run?.choices, chosen({ prompt: 'mine' }));
    assert.equal(flow.snapshot.choicesFrom, 'model');
    assert.equal(steered.request.intervention?.method, 'diffmean');
    plain.answer(generationOf('x'));
    steered.answer(generationOf('y'));
    assert.equal(await run, true);
  });

  it('shows an earlier run with its choices, which the page is to take over', async () => {
    const { flow, engine, kept } = start();
    await ran(flow, engine, chosen({ prompt: 'one', on: ['ja'] }), '海です');
    await ran(flow, engine, chosen({ prompt: 'two' }));
    const [{ id, label }] = flow.snapshot.history;
    assert.equal(label, 'en off, ja on · DiffMean 1');
    const version = flow.snapshot.choicesVersion;
    flow.showRun(id);
    assert.equal(flow.snapshot.run?.choices.prompt, 'one');
    assert.equal(flow.snapshot.run?.steered.language?.tag, 'ja');
    assert.equal(flow.snapshot.choices.prompt, 'one');
    assert.equal(flow.snapshot.choicesVersion, version + 1);
    assert.equal(kept.at(-1)?.choices.prompt, 'one');
    assert.equal(flow.snapshot.history[0].prompt, 'two');
    flow.clearHistory();
    assert.deepEqual(flow.snapshot.history, []);
    assert.throws(
      () => flow.showRun(99),
      (error) => error instanceof BabelscopeError && error.code === 'result-gone',
    );
  });

  it('forgets the oldest of many runs', async () => {
    const { flow, engine } = start();
    for (let i = 0; i < 24; i++) await ran(flow, engine, chosen({ prompt: `prompt ${i}` }));
    assert.equal(flow.snapshot.history.length, 20);
    assert.equal(flow.snapshot.history[0].prompt, 'prompt 22');
  });

  it('shows why there is no model, and looks for one again', async () => {
    let there = false;
    const { flow } = start({
      model: () =>
        there
          ? Promise.resolve(reference)
          : Promise.reject(new BabelscopeError('model-missing', 'No model is there.')),
    });
    await flow.generate(chosen());
    assert.equal(flow.snapshot.failure?.code, 'model-missing');
    assert.equal(flow.snapshot.failure.actions[0].label, 'Choose Model…');
    assert.equal(flow.snapshot.loading, false);
    there = true;
    await flow.again();
    assert.equal(flow.snapshot.failure, undefined);
    assert.ok(flow.snapshot.options);
  });

  it('loads the model anew when its settings have changed', async () => {
    const { flow, engine } = start();
    await flow.load();
    await flow.renew(false);
    assert.equal(flow.snapshot.options, undefined);
    await flow.renew(true);
    assert.ok(flow.snapshot.options);
    assert.equal(engine.steerings, 2);
  });

  it('takes up what was chosen before for this model, and within what it has', async () => {
    const before = chosen({ on: ['ru', 'xx'], strength: 2.5, layers: [3, 20] });
    const { flow } = start({ remembered: { model: opened.identity, choices: before } });
    await flow.load();
    const { on, strength, layers } = flow.snapshot.choices;
    assert.deepEqual([on, strength, layers], [['ru'], 2.5, [3, 7]]);
  });

  it('keeps for another model the prompt and its languages, not how to get there', async () => {
    const before = chosen({ prompt: 'mine', on: ['ja'], strength: 9, layers: [30, 31], method: 'amplify' });
    const { flow } = start({ remembered: { model: 'another', choices: before } });
    await flow.load();
    assert.deepEqual(flow.snapshot.choices, chosen({ prompt: 'mine', on: ['ja'] }));
    assert.deepEqual(choicesForOther({ ...options, languages: ['en', 'de'] }, before).on, ['de']);
  });

  it('has an answer without its language when that cannot be told', async () => {
    const { flow, engine, log } = start({
      writtenIn: () => Promise.reject(new Error('no n-grams')),
    });
    await ran(flow, engine);
    assert.equal(flow.snapshot.run?.steered.state, 'done');
    assert.equal(flow.snapshot.run.steered.language, undefined);
    assert.match(log.join(), /no n-grams/);
  });

  it('only says what is wrong with an experiment that cannot be read, whatever is asked of it', async () => {
    const failure = { code: 'experiment-broken' as const, message: 'It is cut short.' };
    const { flow, engine } = start({ experiment: { name: 'x.babelscope.json', failure } });
    await flow.load();
    await flow.generate(chosen());
    await flow.renew(true);
    assert.equal(flow.snapshot.failure?.message, 'It is cut short.');
    assert.equal(flow.snapshot.experiment, 'x.babelscope.json');
    assert.equal(engine.calls.length + engine.steerings, 0);
  });

  it('says nothing more once disposed', async () => {
    const { flow, engine, snapshots } = start();
    const run = flow.generate(chosen());
    const { plain, steered } = await engine.next();
    const before = snapshots.length;
    flow.dispose();
    plain.part('late');
    steered.answer(generationOf('late'));
    await run;
    assert.equal(snapshots.length, before);
  });
});
