import assert from 'node:assert/strict';
import { csvFile } from '../../../src/report/files';
import { Study } from '../../../src/report/study';
import { smallAtlas, halfSettings } from '../report/small-atlas';
import { tableLine } from '../../../src/results/table';
import { sweepTable } from '../../../src/results/sweep/export';

describe('A line of a table', () => {
  it('quotes what would break a cell, as in RFC 4180', () => {
    assert.equal(tableLine(['a,b', 'c"d', 'e\nf', 'g']), '"a,b","c""d","e\nf",g\n');
    assert.equal(tableLine(['a,b', 'c\td'], '\t'), 'a,b\t"c\td"\n');
  });

  it('holds no formula', () => {
    for (const formula of ['=1+1', '+A1', '-A1', '@SUM(A1)', '\t=1', ' =1', '\u3000＝1', '-'])
      assert.equal(tableLine([formula]), `'${formula}\n`, JSON.stringify(formula));
    assert.equal(tableLine(['\r=1']), '"\'\r=1"\n');
    assert.equal(tableLine(['=HYPERLINK("a","b")']), '"\'=HYPERLINK(""a"",""b"")"\n');
  });

  it('keeps numbers as they are, also negative ones that come as text', () => {
    assert.equal(tableLine([-0.5, 1e-7, null, '-12', '+3.5e-4', 'a-b']), '-0.5,1e-7,,-12,+3.5e-4,a-b\n');
  });

  it('is what every table is made of: names of languages and settings are no formulas in any', () => {
    const rate = { successes: 0, trials: 1, rate: 0, low: 0, high: 1 };
    const score = { success: rate, unsure: 0, relativePerplexity: NaN, fluency: NaN, score: NaN };
    const line = { setting: '=a', source: '@b', target: '-c,d', score, unchanged: 0, broken: 0 };
    assert.equal(sweepTable([line]).split('\n')[1], `'=a,'@b,"'-c,d",1,0,0,1,0,,,,0,0`);
    const study = new Study({ ...smallAtlas(), languages: ['=en', 'fr'] });
    const options = { file: 'a', version: '1', settings: halfSettings };
    assert.match(csvFile(study, options), /^layer,index,entropy,languages,p_=en,p_fr\n0,0,0.325083,'=en,/);
  });
});
