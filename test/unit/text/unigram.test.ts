import assert from 'node:assert/strict';
import {
  MetaspacePreTokenizer,
  type Normalizer,
  PrecompiledNormalizer,
  type PreTokenizer,
  SequenceNormalizer,
  SequencePreTokenizer,
  StripNormalizer,
  Tokenizer,
  WhitespaceSplitPreTokenizer,
} from '@huggingface/tokenizers';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { alignedSection } from '../../../src/text/aligned';
import { normalizerOf } from '../../../src/text/normalization';
import { createTokenizer, type TextTokenizer } from '../../../src/text/tokenizer';
import { charsmap } from './components';
import { assertSoundRanges, clusters, uncovered } from './promises';
import { publishedTokenizer } from './published';
import { type Part, tokenizerJson, unigramModel } from './small';
import { writing } from './writing';

const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' };
const precompiled = { type: 'Precompiled', precompiled_charsmap: charsmap };

/** The stages around the Unigram models in use. */
const pipelines: Record<string, Part> = {
  'XLM-R': {
    normalizer: precompiled,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    decoder: metaspace,
  },
  T5: {
    normalizer: {
      type: 'Sequence',
      normalizers: [
        precompiled,
        { type: 'Strip', strip_left: false, strip_right: true },
        { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '▁' },
      ],
    },
    pre_tokenizer: metaspace,
    decoder: metaspace,
  },
};

for (const [name, stages] of Object.entries(pipelines)) {
  describe(`Unigram tokens in the way of ${name}`, () => {
    let tokenizer: TextTokenizer;
    let reference: Tokenizer;

    before(function () {
      this.timeout(120_000); // the first time the vocabulary is downloaded
      // No package carries a Unigram vocabulary: the pieces of a published one, the earlier the likelier.
      const { vocab } = publishedTokenizer('llama2').json.model as { vocab: Record<string, number> };
      const pieces = Object.keys(vocab).filter((piece) => !/^<.*>$/.test(piece));
      const scored = pieces.map((piece, rank): [string, number] => [piece, -Math.log(rank + 2)]);
      const json = tokenizerJson(unigramModel([['<unk>', 0], ...scored]), stages);
      tokenizer = createTokenizer(json, {});
      reference = new Tokenizer(json, {});
      followOriginal(reference.pre_tokenizer);
      readsCharsmap(reference.normalizer);
    });

    for (const [script, arbitrary] of Object.entries(writing)) {
      it(`carry the characters they came from in ${script}`, () => {
        fc.assert(
          fc.property(arbitrary, (text) => {
            const encoding = tokenizer.encode(text);
            assert.deepEqual([...encoding.ids], reference.encode(text, { add_special_tokens: false }).ids);
            assertSoundRanges(text, encoding);
            // Only white space, and what the charsmap takes for it or drops, belongs to no token.
            for (const gap of uncovered(text, encoding)) {
              assert.match(reference.normalizer!.normalize(`x${gap}x`), /^x[\s\p{White_Space}▁]*x$/u);
            }
            for (const { from, to, start, end } of clusters(encoding)) {
              const tokens = [...encoding.ids.subarray(from, to)].map((id) => reference.id_to_token(id)!);
              if (tokens.includes('<unk>')) continue;
              const own = withoutSpaces(reference.normalizer!.normalize(text.slice(start, end)));
              assert.equal(withoutSpaces(tokens.join('')), own, `tokens ${from} to ${to}`);
            }
          }),
          { numRuns: 60 },
        );
      });
    }
  });
}

/**
 * Brings the reference to what the original library in Rust does: white space is Unicode's, and every word is
 * scored on its own. (Over a whole text rounding errors decide between two ways to cut a word that tie exactly.)
 */
function followOriginal(stage: PreTokenizer | null): void {
  if (stage instanceof SequencePreTokenizer) stage.tokenizers.forEach(followOriginal);
  if (stage instanceof WhitespaceSplitPreTokenizer) {
    stage.pre_tokenize_text = (text) => text.match(/\P{White_Space}+/gu) ?? [];
  }
  if (stage instanceof MetaspacePreTokenizer) {
    const inOne = stage.pre_tokenize_text.bind(stage);
    stage.pre_tokenize_text = (text, options) =>
      inOne(text, options).flatMap((marked) => marked.split(/(?=▁)/));
  }
}

/** The library has rules of its own instead of the charsmap, and white space of its own; ours have tests of their own. */
function readsCharsmap(stage: Normalizer | null): void {
  if (stage instanceof SequenceNormalizer) stage.normalizers.forEach(readsCharsmap);
  if (stage instanceof PrecompiledNormalizer || stage instanceof StripNormalizer) {
    const normalize = normalizerOf({ ...stage.config });
    stage.normalize = (text) => normalize(alignedSection(text, 0, text.length)).text;
  }
}

function withoutSpaces(text: string): string {
  return text.replaceAll(/[\s\p{White_Space}▁]/gu, '');
}
