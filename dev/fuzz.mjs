// @ts-check
// Reads changed models until one crashes the reader, hangs it or eats memory:
//   npm run fuzz              100,000 files
//   npm run fuzz -- 5000      so many
import { root } from './paths.mjs';
import { run } from './processes.mjs';

const files = Number(process.argv[2] ?? 100_000);
if (!(files > 0)) {
  console.error('Say how many files to try: npm run fuzz -- 5000');
  process.exit(2);
}
for (const args of [
  ['esbuild.mjs', '--tests'],
  ['node_modules/mocha/bin/mocha.js', '--exit', 'out/test/unit/graph/fuzz.test.js'],
]) {
  const env = { ...process.env, BABELSCOPE_FUZZ: String(files) };
  // A second a file is what the test itself allows for.
  const { code } = await run(process.execPath, args, {
    cwd: root,
    env,
    show: true,
    timeoutSeconds: 600 + files,
  });
  if (code !== 0) process.exit(code);
}
