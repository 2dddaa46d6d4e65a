import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readableBytes } from '../../../src/text/bytes';
import { spellingOf } from '../../../src/text/spelling';

describe('A token on its own', () => {
  it('of a byte-level model reads as text, with the bytes of partial characters', () => {
    const spell = spellingOf({ type: 'ByteLevel' });
    assert.equal(spell('Ġhello'), ' hello');
    assert.equal(spell('Ċ'), '\n');
    assert.equal(spell('Ã©'), 'é');
    assert.equal(spell('Ġé§'), ' <E9><A7>');
    assert.equal(spell('ðŁĳ©'), '👩');
    assert.equal(spell('駅'), '駅'); // not in the alphabet: somebody added it as it is
  });

  it('of a SentencePiece model reads with its spaces, and as bytes where it is one', () => {
    const marks = { type: 'Replace', pattern: { String: '▁' }, content: ' ' };
    const spell = spellingOf({
      type: 'Sequence',
      decoders: [marks, { type: 'ByteFallback' }, { type: 'Fuse' }],
    });
    assert.equal(spell('▁駅'), ' 駅');
    assert.equal(spell('▁▁'), '  ');
    assert.equal(spell('<0xE9>'), '<E9>');
    assert.equal(spell('<0x0A>'), '\n');
    assert.equal(spellingOf({ type: 'Metaspace', replacement: '_' })('_a'), ' a');
  });

  it('of other models reads without the marks of word parts', () => {
    assert.equal(spellingOf({ type: 'WordPiece', prefix: '##' })('##ing'), 'ing');
    assert.equal(spellingOf({ type: 'BPEDecoder', suffix: '</w>' })('word</w>'), 'word ');
    assert.equal(spellingOf(null)('as it is'), 'as it is');
  });
});

describe('Bytes', () => {
  it('are text exactly where they are well-formed UTF-8', () => {
    const readable = (...bytes: number[]) => readableBytes(bytes);
    assert.equal(readable(0x61, 0xc3, 0xa9), 'aé');
    assert.equal(readable(0xef, 0xbb, 0xbf), '\ufeff');
    assert.equal(readable(0xc0, 0x80), '<C0><80>'); // overlong
    assert.equal(readable(0xe0, 0x9f, 0xbf), '<E0><9F><BF>'); // overlong
    assert.equal(readable(0xed, 0xa0, 0x80), '<ED><A0><80>'); // a surrogate
    assert.equal(readable(0xf4, 0x90, 0x80, 0x80), '<F4><90><80><80>'); // beyond Unicode
    assert.equal(readable(0xe9, 0xa7), '<E9><A7>');
    assert.equal(readable(0xe9, 0x61, 0x85), '<E9>a<85>');
  });
});
