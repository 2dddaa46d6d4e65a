// @ts-check
// Runs the benchmarks in bench/: those in bench/ui/ against the packaged extension in a real workbench, the rest in Node.
//   npm run bench              all of them
//   npm run bench -- tokens    those whose path contains "tokens"
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './checks.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { pack, withWorkbenchForTests } from './suites.mjs';

const wanted = process.argv[2] ?? '';
const all = (await readdir(join(root, 'bench'), { recursive: true })).filter((name) =>
  name.endsWith('.bench.ts'),
);
const chosen = all.filter((name) => name.includes(wanted)).sort();
if (chosen.length === 0) {
  console.error(`No benchmark has "${wanted}" in its path: there are ${all.join(', ') || 'none'}.`);
  process.exit(2);
}

/**
 * @param {string[]} names
 * @param {NodeJS.ProcessEnv} [env]
 */
async function runEach(names, env) {
  for (const name of names) {
    console.log(`\n── ${name} ${'─'.repeat(Math.max(3, 60 - name.length))}`);
    const script = join('out/bench', name.replace(/\.ts$/, '.js'));
    const { code } = await run(process.execPath, ['--expose-gc', script], { cwd: root, show: true, env });
    if (code !== 0) process.exitCode = 1;
  }
}

try {
  const { failed } = await build();
  if (failed) throw new Error('The benchmarks could not be built.');
  const inBrowser = chosen.filter((name) => name.startsWith('ui/'));
  await runEach(chosen.filter((name) => !inBrowser.includes(name)));
  if (inBrowser.length) {
    await pack();
    await withWorkbenchForTests((env) => runEach(inBrowser, env));
  }
  process.exit();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
