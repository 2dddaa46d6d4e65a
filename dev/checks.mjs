// @ts-check
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/** @typedef {import('./reporter.mjs').Report} Report */

/**
 * Runs programs one after the other, each counting as one test.
 * @param {Record<string, string[]>} programs what it checks → the program, run by this Node, and its arguments
 * @returns {Promise<Report>}
 */
async function runAll(programs) {
  /** @type {Report} */
  const report = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const [title, [program, ...args]] of Object.entries(programs)) {
    const start = performance.now();
    const { code, output } = await run(process.execPath, [join(root, program), ...args], { cwd: root });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`  ${code === 0 ? '✔' : '✘'} ${title} (${seconds} s)`);
    if (code === 0) {
      report.passed++;
    } else {
      report.failed++;
      report.failures.push(title);
      console.log(output.trim().replace(/^/gm, '    '));
    }
  }
  return report;
}

/** Types, lint, formatting, circles, and what nothing needs. */
export function check() {
  return runAll({
    'types of the extension': ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'],
    'types of the tests': ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'test'],
    'types of the webviews': ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'webview'],
    lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
    'no circles of imports': [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      ...['src', 'webview', '--config', '.dependency-cruiser.cjs'],
    ],
    'nothing unused': ['node_modules/knip/bin/knip.js'],
    formatting: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  });
}

/** The products into dist/, the tests into out/. */
export function build() {
  return runAll({ products: ['esbuild.mjs'], tests: ['esbuild.mjs', '--tests'] });
}
