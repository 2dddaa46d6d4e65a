import assert from 'node:assert/strict';
import { ByteLevelPreTokenizer, Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { createTokenizer, type Encoding, type TextTokenizer } from '../../../src/text/tokenizer';
import original from './original.json';
import { assertSoundRanges, byteLevelBytes, clusters, sentencePieceBytes, uncovered } from './promises';
import { publishedTokenizer } from './published';
import { mixedWriting, writing } from './writing';

interface Family {
  readonly name: Exclude<keyof typeof original, 'madeBy'>;
  readonly says: string;
  readonly bytesOf: (token: string) => number[];
  /** what the tokenizer makes of the characters of a text before it cuts it */
  readonly normalize: (text: string) => string;
  /** what it puts before a text that is not empty */
  readonly before?: string;
}

const families: readonly Family[] = [
  { name: 'gpt2', says: 'byte-level BPE', bytesOf: byteLevelBytes, normalize: (text) => text },
  { name: 'llama3', says: 'byte-level BPE, own pattern', bytesOf: byteLevelBytes, normalize: (text) => text },
  {
    name: 'qwen2_5',
    says: 'byte-level BPE after NFC',
    bytesOf: byteLevelBytes,
    normalize: (text) => text.normalize('NFC'),
  },
  {
    name: 'claude',
    says: 'byte-level BPE after NFKC',
    bytesOf: byteLevelBytes,
    normalize: (text) => text.normalize('NFKC'),
  },
  {
    name: 'llama2',
    says: 'SentencePiece BPE with bytes and a space before',
    bytesOf: sentencePieceBytes,
    normalize: marksAsSpaces,
    before: ' ',
  },
  {
    name: 'gemma',
    says: 'SentencePiece BPE with bytes',
    bytesOf: sentencePieceBytes,
    normalize: marksAsSpaces,
  },
];

/** Strings per script and tokenizer: 24 kinds of writing × 6 tokenizers × 80, and the mixed ones. */
const runs = 80;
const mixedRuns = 400;

for (const family of families) {
  describe(`Tokens of ${family.name} (${family.says})`, () => {
    let tokenizer: TextTokenizer;
    let reference: Tokenizer;

    before(function () {
      this.timeout(300_000); // the first time they are downloaded
      const { json, config } = publishedTokenizer(family.name);
      tokenizer = createTokenizer(json, config);
      // Text is not to be read as control tokens, so the reference must not know them.
      reference = new Tokenizer(
        { ...json, added_tokens: json.added_tokens.filter(({ special }) => !special) },
        config,
      );
      // White space is Unicode's in the original library in Rust, but JavaScript's in the reference.
      const { pre_tokenizer: stage } = reference;
      if (stage instanceof ByteLevelPreTokenizer) stage.pattern = withUnicodeSpaces(stage.pattern);
    });

    const check = (text: string): void => {
      const encoding = tokenizer.encode(text);
      assert.deepEqual([...encoding.ids], reference.encode(text, { add_special_tokens: false }).ids);
      assertSoundRanges(text, encoding);
      assert.deepEqual(uncovered(text, encoding), []);
      assertBytes(text, encoding, family, (id) => reference.id_to_token(id)!);
    };

    for (const [script, arbitrary] of Object.entries(writing)) {
      it(`carry the exact characters they came from in ${script}`, () => {
        fc.assert(fc.property(arbitrary, check), { numRuns: runs });
      });
    }

    it('carry the exact characters they came from where scripts and directions mix', () => {
      fc.assert(fc.property(mixedWriting, check), { numRuns: mixedRuns });
    });

    it('are those of the original library, for hand-picked texts', () => {
      for (const { text, ids, ranges } of original[family.name]) {
        const { ids: ours, start, end } = tokenizer.encode(text);
        assert.deepEqual([...ours], ids, text);
        // The original gives a space that was put before the text, alone in its token, the first character.
        const alone = family.before !== undefined && tokenizer.tokenText(ids[0]) === family.before;
        const expected = alone ? [0, 0, ...ranges.slice(2)] : ranges;
        assert.deepEqual(
          [...start].flatMap((from, pos) => [from, end[pos]]),
          expected,
          text,
        );
      }
    });

    it('read as the text again', () => {
      fc.assert(
        fc.property(mixedWriting, (text) => {
          const wellFormed = Buffer.from(text).toString();
          assert.equal(tokenizer.decode(tokenizer.encode(wellFormed).ids), family.normalize(wellFormed));
        }),
        { numRuns: mixedRuns },
      );
    });
  });
}

/** The bytes of the tokens on a range are the bytes of that range, nothing more and nothing less. */
function assertBytes(
  text: string,
  encoding: Encoding,
  { bytesOf, normalize, before: inserted = '' }: Family,
  tokenOf: (id: number) => string,
) {
  for (const { from, to, start, end } of clusters(encoding)) {
    const bytes = [...encoding.ids.subarray(from, to)].flatMap((id) => bytesOf(tokenOf(id)));
    // What the tokenizer put there is part of its tokens, but of no range.
    const expected = (from === 0 ? inserted : '') + normalize(text.slice(start, end));
    assert.deepEqual(bytes, [...Buffer.from(expected)], `tokens ${from} to ${to}`);
  }
}

function marksAsSpaces(text: string): string {
  return text.replaceAll('▁', ' ');
}

function withUnicodeSpaces({ source }: RegExp): RegExp {
  return new RegExp(source.replaceAll('\\s', '\\p{White_Space}').replaceAll('\\S', '\\P{White_Space}'), 'gu');
}
