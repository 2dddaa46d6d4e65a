// @ts-check
// Mocha's spec reporter that also leaves a report for dev/test.mjs: an exit code alone cannot tell
// "all passed" from "nothing ran" or "the extension host died".
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Report */

/** Enough of an error to know it by, for a log of which only the end was kept. @param {Error} error */
function reason({ message, stack = '' }) {
  const where = stack.split('\n').find((line) => /test\/.*\.js/.test(line)) ?? '';
  const lines = [where, ...message.split('\n')].map((line) => line.trim()).filter(Boolean);
  return lines
    .slice(0, 10)
    .map((line) => `      ${line.slice(0, 160)}`)
    .join('\n');
}

/** Writes a `Report` to the path in BABELSCOPE_TEST_REPORT when the run ends. */
export default class ReportingSpec extends Mocha.reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const failures = [];
    runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}\n${reason(error)}`));
    runner.once('end', () => {
      const path = process.env.BABELSCOPE_TEST_REPORT;
      if (!path) return;
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      /** @type {Report} */
      const report = { passed: passes, failed: failures.length, skipped: pending, failures };
      writeFileSync(path, JSON.stringify(report));
    });
  }
}
