// @ts-check
// Everything that must hold before a change goes in.
//   npm test                              all stages, in order, going on after a failure
//   npm test -- unit                      one stage (and what it is built from): check, build, unit, integration,
//                                         package, ui, training, desktop
// The training recipe needs gigabytes of Python packages, so it is tested where it is asked for and where CI is set.
//   npm run test:ui -- --grep "contrast"  what follows goes to mocha
import { build, check } from './checks.mjs';
import { desktop, integration, pack, training, ui, unit } from './suites.mjs';

/** @typedef {import('./reporter.mjs').Report} Report */

/** @type {Record<string, (args: string[]) => Promise<Report>>} */
const stages = { check, build, unit, integration, package: pack, ui, training, desktop };
/** @type {Record<string, string[]>} */
const needs = {
  unit: ['build'],
  integration: ['build'],
  ui: ['build', 'package'],
  training: ['build'],
  desktop: ['build'],
};
const everything = ['check', 'build', 'unit', 'integration', 'package', 'ui'];
if (process.env['CI']) everything.push('training');

const args = process.argv.slice(2);
const firstFlag = args.findIndex((arg) => arg.startsWith('-'));
const asked = firstFlag < 0 ? args : args.slice(0, firstFlag);
const forMocha = firstFlag < 0 ? [] : args.slice(firstFlag);
const unknown = asked.find((name) => !(name in stages));
if (unknown) {
  console.error(`There is no stage ${unknown}: choose from ${Object.keys(stages).join(', ')}.`);
  process.exit(2);
}
const chosen = asked.length
  ? new Set(asked.flatMap((name) => [...(needs[name] ?? []), name]))
  : new Set(everything);

/** @type {Report} */
const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
for (const name of chosen) {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const start = performance.now();
  const report = await stages[name](forMocha).catch((error) => failure(error));
  if (report.passed + report.failed === 0) Object.assign(report, failure(new Error('No test ran.')));
  const skipped = report.skipped ? `, ${report.skipped} skipped` : '';
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`${name}: ${report.passed} passed, ${report.failed} failed${skipped} (${seconds} s)`);
  total.passed += report.passed;
  total.failed += report.failed;
  total.failures.push(...report.failures.map((title) => `${name}: ${title}`));
}

if (total.failures.length) console.log(`\nFailed:\n  ${total.failures.join('\n  ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** @param {unknown} error @returns {Report} */
function failure(error) {
  const message = error instanceof Error ? error.message : String(error);
  console.log(message);
  return { passed: 0, failed: 1, skipped: 0, failures: [message.split('\n')[0]] };
}
