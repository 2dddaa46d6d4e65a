import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The package's own folder: dist/cli.js is one level below. */
export const root = resolve(__dirname, '..');

/** Babelscope's version, from the package it runs in. */
export function version(): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
