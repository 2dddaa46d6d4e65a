// @ts-check
import { spawnSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Whether every product exists and none is older than the newest source.
 * @param {string[]} products files, relative to the repository
 * @param {string[]} sources files and folders, relative to the repository
 */
export async function isFresh(products, sources) {
  const made = await Promise.all(products.map((path) => stat(join(root, path)).catch(() => undefined)));
  const newest = Math.max(...(await Promise.all(sources.map((path) => lastChange(join(root, path))))));
  return made.every((file) => file !== undefined && file.mtimeMs >= newest);
}

/**
 * Builds the extension into dist/ unless it is there and nothing it is made of has changed since.
 * @throws {Error} with what the build said, where it fails
 */
export async function buildIfStale() {
  const products = ['extension', 'engine', 'cli', 'webview/inspector', 'webview/steering'].map(
    (name) => `dist/${name}.js`,
  );
  if (await isFresh(products, ['src', 'webview', 'esbuild.mjs', 'package.json', 'package-lock.json'])) return;
  // Standard output may belong to a result.
  console.error('Building Babelscope…');
  const built = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, encoding: 'utf8' });
  if (built.status === 0) return;
  const missing = /Cannot find package '([^']+)'/.exec(built.stderr);
  if (missing) throw new Error(`The build needs ${missing[1]}, which is not installed: run npm ci.`);
  throw new Error(`The build failed:\n${built.stderr.trim()}`);
}

/**
 * @param {string} path
 * @returns {Promise<number>} the last change of a file or of anything below a folder, in milliseconds; 0: no such path
 */
async function lastChange(path) {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
  const inner = await readdir(path);
  return Math.max(found.mtimeMs, ...(await Promise.all(inner.map((name) => lastChange(join(path, name))))));
}
