#!/usr/bin/env node
// @ts-check
// `npx babelscope` in a clone: the command line, built first where it is not what the sources say.
import { buildIfStale } from './freshness.mjs';
import { endWithNpm } from './orphan.mjs';

endWithNpm();
try {
  await buildIfStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('../dist/cli.js');
