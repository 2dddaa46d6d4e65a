import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The package's own folder: dist/cli.js lies one below. */
export const root = resolve(__dirname, '..');

/** Babelscope's version, from the package it runs in. */
export function version(): string {
  return manifest().version;
}

/** Of the runtime that it runs models with. */
export function onnxruntimeVersion(): string {
  return manifest().dependencies['onnxruntime-node'];
}

function manifest() {
  const content: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return content as { version: string; dependencies: Record<'onnxruntime-node', string> };
}
