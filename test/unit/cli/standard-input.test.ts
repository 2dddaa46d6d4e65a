import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readStandardInput } from '../../../src/cli/standard-input';

const read = (...chunks: Uint8Array[]) =>
  readStandardInput(Readable.from(chunks.map((chunk) => Buffer.from(chunk))));
const utf8 = (text: string) => new TextEncoder().encode(text);

const someText = fc.string({ unit: 'grapheme' }).filter((text) => !/^\ufeff|\0/.test(text));

describe('Text on standard input', () => {
  it('is the same however the pipe cuts its bytes', () =>
    fc.assert(
      fc.asyncProperty(someText, fc.nat(), async (text, cut) => {
        const bytes = utf8(text);
        const at = cut % (bytes.length + 1);
        assert.equal(await read(bytes.subarray(0, at), bytes.subarray(at)), text);
      }),
    ));

  it('begins behind a byte order mark, as it does in an editor', async () => {
    assert.equal(await read(utf8('\ufeffBonjour')), 'Bonjour');
    assert.equal(await read(utf8('a\ufeffb')), 'a\ufeffb');
  });

  for (const [what, bytes] of [
    ['cut off inside a character', [0x61, 0xe9, 0xa7]],
    ['Latin-1', [0x63, 0x61, 0x66, 0xe9, 0x20]],
    ['a program', [0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]],
    ['UTF-16', [0xff, 0xfe, 0x61, 0]],
    ['UTF-16 without a mark', [0x61, 0, 0x62, 0]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ] as const)
    it(`is refused when it is ${what}`, () =>
      assert.rejects(read(Uint8Array.from(bytes)), {
        code: 'not-text',
        message: /^Standard input is not UTF-8/,
      }));

  it('is refused for a NUL, named by its byte', () =>
    assert.rejects(read(utf8('Bonjour\0, monde')), {
      code: 'not-text',
      message: /^Standard input has a NUL at byte 8, /,
    }));

  it('is refused when it never ends', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1 << 20, 'y\n');
      })(),
    );
    await assert.rejects(readStandardInput(endless), {
      code: 'selection-too-long',
      message: /shorter text\.$/,
    });
  });
});
