import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { BabelscopeError } from '../protocol/failure';
import type { TextTokenizer } from '../text/tokenizer';

/** A language's text cut into rows of one length, all of them full. */
export interface TokenRows {
  /** `[row, sequence]` */
  ids: Int32Array;
  /** `[row, sequence]` 1 for text, 0 for the separators between documents, which are no language. */
  mask: Uint8Array;
  rows: number;
  /** Tokens with mask 1. */
  counted: number;
  files: { name: string; bytes: number; sha256: string }[];
}

/** Bytes of text that one token covers at least, in any language: bounds how much of a corpus must be read. */
const fewestBytesPerToken = 2;

/**
 * Reads a language's documents, one a line, evenly over all of its files, up to a budget of tokens.
 * Documents are joined by the end-of-text token and cut into full rows, as LAPE's reference code does: no padding,
 * so none can be counted.
 *
 * @param files absolute paths of UTF-8 text, plain or `.gz`
 * @throws BabelscopeError `corpus-unusable`
 */
export async function readCorpus(
  language: string,
  files: readonly string[],
  tokenizer: TextTokenizer,
  rowLength: number,
  budget: number,
): Promise<TokenRows> {
  const sizes = await Promise.all(files.map(async (file) => (await statOrFail(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // Every n-th line: a corpus is often sorted by source, and its beginning alone would be one source.
  const stride = Math.max(1, Math.floor(total / (budget * 6)));
  const ids: number[] = [];
  const mask: number[] = [];
  const used: TokenRows['files'] = [];
  const share = Math.ceil(budget / files.length);
  for (const [index, file] of files.entries()) {
    const before = ids.length;
    const hash = createHash('sha256');
    let line = 0;
    for await (const text of lines(file)) {
      hash.update(text).update('\n');
      if (ids.length - before >= share || line++ % stride !== 0 || text.trim() === '') continue;
      const encoding = tokenizer.encode(text.slice(0, budget * fewestBytesPerToken));
      for (const id of encoding.ids) {
        ids.push(id);
        mask.push(1);
      }
      if (tokenizer.eos !== undefined) {
        ids.push(tokenizer.eos);
        mask.push(0);
      }
    }
    used.push({ name: basename(file), bytes: sizes[index], sha256: hash.digest('hex') });
  }
  const rows = Math.floor(ids.length / rowLength);
  if (rows === 0) {
    throw new BabelscopeError(
      'corpus-unusable',
      `The corpus for ${language} has only ${ids.length} tokens; it needs at least ${rowLength}. Add more text.`,
    );
  }
  const kept = mask.slice(0, rows * rowLength);
  return {
    ids: Int32Array.from(ids.slice(0, rows * rowLength)),
    mask: Uint8Array.from(kept),
    rows,
    counted: kept.reduce((sum, one) => sum + one, 0),
    files: used,
  };
}

function lines(file: string): AsyncIterable<string> {
  const bytes = createReadStream(file);
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  return createInterface({ input, crlfDelay: Infinity });
}

async function statOrFail(file: string): Promise<{ size: number }> {
  try {
    return await stat(file);
  } catch (error) {
    throw new BabelscopeError('corpus-unusable', `There is no file ${file}. Check the corpus folder.`, {
      cause: error,
    });
  }
}
