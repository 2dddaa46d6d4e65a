import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { fixtureFile } from './fixture';
import type { Outcome } from './fuzz-process';

/** Of different exporters; one with its weights in a file of their own. */
const names = ['llama-silu-genai', 'llama-silu-dynamo', 'llama-relu', 'gpt2'];
/** Files tried in all; `npm run fuzz` tries 100,000. */
const asked = process.env.BABELSCOPE_FUZZ;
const tries = Math.ceil(Number(asked ?? 3000) / names.length);
const mostGrowth = 400e6;

describe('a damaged model', () => {
  for (const name of names) {
    it(`is refused with a reason, or works, and never hangs (${tries} changes to ${name})`, async function () {
      this.timeout(60_000 + tries * 1000);
      const folder = await mkdtemp(join(tmpdir(), 'babelscope-fuzz-'));
      await cp(dirname(fixtureFile(name)), folder, { recursive: true });
      const program = resolve('out/test/unit/graph/fuzz-process.js');
      const { stdout } = await promisify(execFile)(process.execPath, [
        program,
        fixtureFile(name),
        folder,
        String(tries),
      ]);
      const { codes, slowest, growth, failure } = JSON.parse(stdout) as Outcome;
      // What it failed on stays, to be looked at.
      assert.equal(failure, undefined, `${failure?.message}, on ${failure?.file}`);
      await rm(folder, { recursive: true });
      if (asked !== undefined) {
        const counts = Object.entries(codes)
          .sort(([, a], [, b]) => b - a)
          .map(([code, times]) => `${times} ${code}`);
        console.log(
          `${name}: ${tries} changed files: ${counts.join(', ')}; slowest ${Math.round(slowest)} ms of processor time; memory grew by ${Math.round(growth / 1e6)} MB at most`,
        );
      }
      assert.ok(growth < mostGrowth, `${growth} bytes`);
      assert.ok(slowest < 1000, `${slowest} ms`);
      for (const code of ['sound', 'malformed', 'truncated']) assert.ok(codes[code], code);
    });
  }
});
