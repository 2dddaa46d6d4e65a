// @ts-check
// How well a model's own neurons lead: on single foreign words (training/foreign.json) and on held-out text.
//   node dev/lead.mjs --model media/models/babelscope-10l [--heldout training/.cache/text/heldout] [--tokens 8192] [--out FILE]
// FILE takes the numbers as JSON; as lead.json beside evaluation.json in the cache they enter the model card.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './freshness.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/** @typedef {import('../bench/lead').Share} Share */

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(root, 'media/models/babelscope-10l') },
    heldout: { type: 'string' },
    tokens: { type: 'string', default: '8192' },
    out: { type: 'string' },
  },
});
await buildIfStale();
const { code } = await run(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root, show: true });
if (code !== 0) process.exit(code);
/** @type {typeof import('../bench/lead.bench')} */
const bench = createRequire(import.meta.url)(join(root, 'out/bench/lead.bench.js'));
const [model, heldout, out] = [values.model, values.heldout, values.out].map((path) => path && resolve(path));
process.chdir(root);
const report = await bench.run(model ?? '', heldout, Number(values.tokens));

/** @param {Share} share */
const shown = ({ share, n, low, high }) =>
  `${(100 * share).toFixed(1)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}, n = ${n})`;
console.log(
  `foreign words: the guest leads on ${shown(report.foreign.all)}; before the host ${shown(report.foreign.overHost)}`,
);
for (const [guest, share] of Object.entries(report.foreign.guests)) console.log(`  ${guest} ${shown(share)}`);
if (report.heldout) {
  const percent = (/** @type {number} */ share) => (100 * share).toFixed(1);
  console.log(
    `held-out text: the own language leads on ${percent(report.heldout.all)} % of tokens, ${percent(report.heldout.withLetter)} % of those with a letter (means over languages)`,
  );
  for (const [language, found] of Object.entries(report.heldout.languages))
    console.log(
      `  ${language} tokens ${shown(found.tokens)}; with a letter ${shown(found.withLetter)}; paragraphs ${shown(found.texts)}`,
    );
}
if (out) await writeFile(out, `${JSON.stringify(report, null, 1)}\n`);
