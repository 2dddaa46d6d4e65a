import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve('src/host');

/** What a file imports, as written. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from);
}

/** Whether a file imports the editor, or a file of its room that does. */
function needsEditor(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file).some((from) => {
    if (from === 'vscode') return true;
    const next = resolve(dirname(file), `${from}.ts`);
    return from.startsWith('.') && next.startsWith(root) && existsSync(next) && needsEditor(next, seen);
  });
}

describe('The room of the editor', () => {
  it('holds nothing that works without it: that is in src/app', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(root, name));
    assert.ok(files.length > 50);
    assert.deepEqual(
      files.filter((file) => !needsEditor(file)),
      [],
    );
  });
});
