// @ts-check
// Tries what can go wrong, for an hour or so:
//   npm run torture                 prints a table: what was tried, how often, how often it failed
//   npm run torture -- kills        one campaign: kills, stops, flips, places, bombs, texts, mutations
//   npm run torture -- --tenth      a tenth of each
//   npm run torture -- --write      also writes the table, with date and machine, into docs/reliability.md
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { record, whenAndWhere } from './record.mjs';

/** @typedef {import('../test/torture/workshop').Tally} Tally */

const args = process.argv.slice(2);
const share = args.includes('--tenth') ? 0.1 : 1;
const asked = args.filter((arg) => !arg.startsWith('--'));

for (const flags of [[], ['--tests']]) {
  const { code } = await run(process.execPath, ['esbuild.mjs', ...flags], { cwd: root, show: true });
  if (code !== 0) process.exit(code);
}

const require = createRequire(import.meta.url);
/** @param {string} name */
const campaign = (name) => () => {
  const { run, full } = require(join(root, `out/test/torture/${name}.torture.js`));
  return run(Math.max(1, Math.round(share * full)));
};
/**
 * A test that tries more where it is told to.
 * @param {string} what
 * @param {number} times
 * @param {string} file
 * @param {string} variable
 * @returns {() => Promise<Tally[]>}
 */
const test = (what, times, file, variable) => async () => {
  const tried = Math.round(share * times);
  const { code, output } = await run(
    process.execPath,
    ['node_modules/mocha/bin/mocha.js', '--exit', join('out/test/unit', file)],
    // Node's timers take no more than 24 days.
    { cwd: root, env: { [variable]: String(tried) }, timeoutSeconds: Math.min(600 + 60 * tried, 86_400) },
  );
  // It ends at the first that fails.
  return [{ what, tried, failed: code === 0 ? 0 : 1, failures: code === 0 ? [] : [output] }];
};
/** @param {(() => Promise<Tally[]>)[]} parts */
const both =
  (...parts) =>
  async () => {
    const tallies = [];
    for (const part of parts) tallies.push(...(await part()));
    return tallies;
  };
/**
 * The tests of a real workbench, with more texts.
 * @returns {Promise<Tally[]>}
 */
const texts = async () => {
  const { output } = await run(process.execPath, ['dev/test.mjs', 'ui', '--grep', 'from a stranger'], {
    cwd: root,
    env: { BABELSCOPE_TORTURE: '1' },
    timeoutSeconds: 3600,
  });
  const [, passed = 0, failed = 1] = (/^ui: (\d+) passed, (\d+) failed/m.exec(output) ?? []).map(Number);
  const what = 'hostile text in pages, tabs and notices of a real workbench: it is shown, and does nothing';
  return [{ what, tried: passed + failed, failed, failures: failed > 0 ? [output] : [] }];
};
/** @type {Record<string, () => Promise<Tally[]>>} */
const campaigns = {
  kills: campaign('kills'),
  stops: both(
    test(
      'count stopped by a signal: the message tells what is kept, and none of it is lost',
      20,
      'cli/stopping.test.js',
      'BABELSCOPE_TORTURE',
    ),
    campaign('stops'),
  ),
  flips: campaign('flips'),
  places: campaign('places'),
  bombs: campaign('bombs'),
  texts,
  mutations: test(
    'damaged graph: refused with a reason, or works',
    100_000,
    'graph/fuzz.test.js',
    'BABELSCOPE_FUZZ',
  ),
};
const unknown = asked.find((name) => !(name in campaigns));
if (unknown) {
  console.error(`There is no campaign ${unknown}: choose from ${Object.keys(campaigns).join(', ')}.`);
  process.exit(2);
}
let failed = 0;
for (const name of Object.keys(campaigns).filter((each) => asked.length === 0 || asked.includes(each))) {
  console.log(`\n${name}`);
  const tallies = await campaigns[name]();
  const rows = tallies.map(({ what, tried, failed, skipped }) =>
    skipped === undefined ? `| ${what} | ${tried} | ${failed} |` : `| ${what} | not tried: ${skipped} | |`,
  );
  const table = ['| what | tried | failed |', '| --- | ---: | ---: |', ...rows].join('\n');
  console.log(table);
  for (const failure of tallies.flatMap(({ failures }) => failures)) console.log(failure);
  failed += tallies.reduce((sum, each) => sum + each.failed, 0);
  if (args.includes('--write'))
    await record('docs/reliability.md', Object.keys(campaigns), name, `Tried ${whenAndWhere()}.\n\n${table}`);
}
process.exit(failed > 0 ? 1 : 0);
