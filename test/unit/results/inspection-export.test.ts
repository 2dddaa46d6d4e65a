import assert from 'node:assert/strict';
import { type Exported, gather, jsonLines, tableLines } from '../../../src/results/inspection/export';
import { inspectionOf, opened } from '../app/inspection/fakeEngine';

function exported(...texts: string[]): Exported {
  return {
    inspection: inspectionOf(1, texts),
    texts,
    source: { name: 'a.md', lines: [1, 1] },
    model: opened,
    thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
    version: '1.2.3',
  };
}

describe('An exported inspection', () => {
  it('is a table of tokens by languages, each selection with its own offsets', async () => {
    assert.equal(
      await gather(tableLines(exported('one déjà', 'vu'), '\t', false)),
      [
        'selection\ttoken\ttext\tstart\tend\tvocabulary_id\tactivity_en\tactivity_fr',
        '1\t0\tone\t0\t3\t7\t0.8\t-0.05',
        '1\t1\tdéjà\t4\t8\t8\t0.1\t0.95',
        '2\t2\tvu\t0\t2\t9\t0.8\t-0.05',
        '',
      ].join('\n'),
    );
  });

  it('is CSV with the raw shares beside the activity, and quotes what would break a cell', async () => {
    const lines = (await gather(tableLines(exported('a,b "c" d'), ',', true))).split('\n');
    assert.equal(
      lines[0],
      'selection,token,text,start,end,vocabulary_id,activity_en,activity_fr,share_en,share_fr',
    );
    assert.equal(lines[1], '1,0,"a,b",0,3,7,0.8,-0.05,0.3333,0');
    assert.equal(lines[2], '1,1,"""c""",4,7,8,0.8,-0.05,0.3333,0');
  });

  it('holds no formula: a token is text in a spreadsheet', async () => {
    const lines = (await gather(tableLines(exported('=A1 @x -5'), '\t', false))).split('\n');
    assert.deepEqual(
      lines.slice(1, 4).map((line) => line.split('\t')[2]),
      ["'=A1", "'@x", '-5'],
    );
  });

  it('is JSON that names the model, its settings and every token, lone surrogates included', async () => {
    const json = await gather(jsonLines(exported('one d\ud800à')));
    const read = JSON.parse(json) as Record<string, unknown> & { tokens: unknown[]; layers: unknown[] };
    assert.equal(read.model, 'tiny');
    assert.equal(read.identity, 'abc123');
    assert.equal(read.babelscope, '1.2.3');
    assert.deepEqual(read.settings, { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 });
    assert.deepEqual(read.languages, [
      { language: 'en', neurons: 3 },
      { language: 'fr', neurons: 2 },
    ]);
    assert.deepEqual(read.tokens[1], {
      selection: 1,
      text: 'd\ud800à',
      start: 4,
      end: 7,
      id: 8,
      activity: { en: 0.1, fr: 0.95 },
      share: { en: 0, fr: 0.5 },
    });
    assert.deepEqual(read.layers[0], {
      layer: 0,
      activity: { en: 0.5, fr: null },
      neurons: { en: 2, fr: 0 },
    });
  });

  it('is written without holding the thread, however long', async () => {
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const slow = (function* () {
      for (let piece = 0; piece < 10; piece++) {
        const until = performance.now() + 5;
        while (performance.now() < until);
        yield 'x';
      }
    })();
    assert.equal(await gather(slow), 'xxxxxxxxxx');
    clearInterval(counting);
    assert.ok(turns >= 3, `${turns} turns`);
  });
});
