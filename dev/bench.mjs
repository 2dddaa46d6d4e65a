// @ts-check
// Measures what docs/benchmarks.md promises:
//   npm run bench                 prints the table
//   npm run bench -- editor       one benchmark: engine, graph, lape, report, size and steering (in Node), page (in a browser), host (in a real
//                                 extension host), editor (in a real workbench)
//   npm run bench -- --write      also writes the table, with date and machine, into docs/benchmarks.md
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { browserFlags, findBrowser } from './browser.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { record, whenAndWhere } from './record.mjs';
import { inExtensionHost, pack, withWorkbenchForTests } from './suites.mjs';

/** @typedef {import('../bench/measure').Measure} Measure */

const args = process.argv.slice(2);
const write = args.includes('--write');
const asked = args.filter((arg) => !arg.startsWith('--'));

for (const flag of ['--production', '--tests']) {
  const { code } = await run(process.execPath, ['esbuild.mjs', flag], { cwd: root, show: true });
  if (code !== 0) process.exit(code);
}

const require = createRequire(import.meta.url);
/** @type {(name: string) => Promise<Measure[]>} */
const inNode = (name) => require(join(root, 'out/bench', `${name}.bench.js`)).run();
/** @type {Record<string, () => Promise<Measure[]>>} */
const places = {
  engine: () => inNode('engine'),
  graph: () => inNode('graph'),
  lape: () => inNode('lape'),
  report: () => inNode('report'),
  steering: () => inNode('steering'),
  size: () => inNode('size'),
  page: async () => {
    process.env.CHROME_PATH = await findBrowser();
    process.env.BABELSCOPE_BROWSER_FLAGS = JSON.stringify(browserFlags);
    return inNode('page');
  },
  host: () => inExtensionHost('bench/host', 'BABELSCOPE_BENCH_REPORT'),
  editor: async () => {
    await pack();
    return withWorkbenchForTests((env) => {
      Object.assign(process.env, env);
      return inNode('editor');
    });
  },
};
const unknown = asked.find((name) => !(name in places));
if (unknown) {
  console.error(`There is no benchmark ${unknown}: choose from ${Object.keys(places).join(', ')}.`);
  process.exit(2);
}
const names = Object.keys(places).filter((name) => asked.length === 0 || asked.includes(name));
for (const name of names) {
  console.log(`\n${name}`);
  /** @type {Measure[]} */
  const measures = await places[name]();
  const rows = measures.map(({ what, value, unit, goal, most }) => {
    const shown = unit === '×' ? value.toFixed(2) : value.toFixed(value < 10 ? 1 : 0);
    const isLeast = most === undefined && (unit === '×' || unit === 'tokens/s');
    const asked = goal ?? most;
    return `| ${what} | ${shown} ${unit} | ${asked === undefined ? '' : `${isLeast ? '≥' : '≤'} ${asked} ${unit}`} |`;
  });
  const table = ['| what | measured | goal |', '| --- | ---: | ---: |', ...rows].join('\n');
  console.log(table);
  if (write)
    await record('docs/benchmarks.md', Object.keys(places), name, `Measured ${whenAndWhere()}.\n\n${table}`);
}
