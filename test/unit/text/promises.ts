import assert from 'node:assert/strict';
import type { Encoding } from '../../../src/text/tokenizer';

/** What has to hold for the ranges of any text and any tokenizer. */
export function assertSoundRanges(text: string, { ids, start, end }: Encoding): void {
  assert.equal(start.length, ids.length);
  assert.equal(end.length, ids.length);
  for (let pos = 0; pos < ids.length; pos++) {
    assert.ok(
      0 <= start[pos] && start[pos] <= end[pos] && end[pos] <= text.length,
      `token ${pos} is in the text`,
    );
    if (pos > 0) {
      assert.ok(start[pos] >= start[pos - 1], `token ${pos} begins before the token before it`);
      assert.ok(end[pos] >= end[pos - 1], `token ${pos} ends before the token before it`);
    }
    for (const offset of [start[pos], end[pos]]) {
      assert.ok(
        !/[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(offset - 1, offset + 1)),
        `${offset} splits a pair`,
      );
    }
  }
}

/** The parts of the text that no token has a claim on. */
export function uncovered(text: string, { start, end }: Encoding): string[] {
  const gaps: string[] = [];
  let covered = 0;
  for (let pos = 0; pos < start.length; pos++) {
    if (start[pos] > covered) gaps.push(text.slice(covered, start[pos]));
    covered = Math.max(covered, end[pos]);
  }
  if (covered < text.length) gaps.push(text.slice(covered));
  return gaps;
}

/** Tokens [from, to) that share characters and their common range [start, end), which no other token touches. */
export interface Cluster {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

export function clusters({ start, end }: Encoding): Cluster[] {
  const result: Cluster[] = [];
  for (let from = 0; from < start.length;) {
    let to = from + 1;
    let last = end[from];
    while (to < start.length && start[to] < last) last = Math.max(last, end[to++]);
    result.push({ from, to, start: start[from], end: last });
    from = to;
  }
  return result;
}

const byteOf = new Map<string, number>();
{
  const printable = (byte: number): boolean =>
    byte > 32 && byte !== 127 && !(byte >= 128 && byte <= 160) && byte !== 173;
  const others = [...Array(256).keys()].filter((byte) => !printable(byte));
  for (let byte = 0; byte < 256; byte++) {
    byteOf.set(String.fromCodePoint(printable(byte) ? byte : 256 + others.indexOf(byte)), byte);
  }
}

/** The bytes a byte-level token stands for. */
export function byteLevelBytes(token: string): number[] {
  return [...token].map((character) => byteOf.get(character)!);
}

/** The bytes a SentencePiece token stands for. */
export function sentencePieceBytes(token: string): number[] {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token);
  return byte ? [parseInt(byte[1], 16)] : [...Buffer.from(token.replaceAll('▁', ' '))];
}
