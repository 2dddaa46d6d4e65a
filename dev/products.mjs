// @ts-check
// What the build makes: the one list of programs and pages, from which esbuild.mjs builds and dev/package.mjs checks.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Every folder in webview/ with a `main.ts` is a page. */
export const pages = readdirSync(join(root, 'webview')).filter((name) =>
  existsSync(join(root, 'webview', name, 'main.ts')),
);

/** File in dist/ → entry point of what runs in Node. */
export const programs = {
  'extension.js': 'src/extension.ts',
  'engine.js': 'src/engine/main.ts',
  // A thread of the extension host, with a megabyte of n-grams.
  'identifier.js': 'src/app/identifier/thread.ts',
  // A thread of the engine, which can be ended.
  'chat.js': 'src/engine/chatWorker.ts',
  // A thread that holds an atlas and computes what its report shows.
  'analyst.js': 'src/app/report/thread.ts',
  // A thread that reads a large result.
  'saved.js': 'src/app/saved/thread.ts',
  'cli.js': 'src/cli/main.ts',
};

/** Folder beside the pages' scripts, of what several of them share and what they load when it is needed. */
export const parts = 'parts';

/** What the last build made: `{ [file]: { bytes, imports } }`, as esbuild tells it. */
export const outputsFile = 'dist/outputs.json';

/**
 * What the last build made.
 *
 * @returns {Record<string, { bytes: number, imports: { path: string, kind: string, external?: boolean }[] }>} by file, relative
 * to the repository
 */
export function outputs() {
  return JSON.parse(readFileSync(join(root, outputsFile), 'utf8'));
}

/** Every file whose name is known that a build puts into dist/ and a package needs, relative to the repository. */
export const built = [
  ...Object.keys(programs).map((name) => `dist/${name}`),
  ...pages.map((page) => `dist/webview/${page}.js`),
  'dist/THIRD-PARTY-NOTICES.txt',
];
