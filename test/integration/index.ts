import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';

const root = join(__dirname, '../../..');

/**
 * Runs every integration test inside the extension host that has loaded this file.
 * The report goes to the path in BABELSCOPE_TEST_REPORT; BABELSCOPE_TEST_GREP chooses tests by title;
 * every printed line starts with BABELSCOPE_TEST_MARK, where the editor's log is mixed with it.
 * @throws when a test failed or none ran
 */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mark = process.env.BABELSCOPE_TEST_MARK;
  if (mark) {
    Mocha.reporters.Base.consoleLog = (...args) => {
      for (const line of format(...args).split('\n')) console.log('%s', mark + line);
    };
  }
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    reporter: join(root, 'dev/reporter.mjs'),
    grep: process.env.BABELSCOPE_TEST_GREP,
  });
  // Listed from the sources, so that what an older build left in out/ never runs.
  for (const name of readdirSync(join(root, 'test/integration'), { recursive: true }) as string[]) {
    if (name.endsWith('.test.ts')) mocha.addFile(join(__dirname, name.replace(/\.ts$/, '.js')));
  }
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else if (runner.stats?.tests === 0) reject(new Error('no test ran'));
      else resolve();
    });
  });
}
