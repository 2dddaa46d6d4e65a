import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linesOf, NotTextError, textOf, Utf8Reader } from '../../../src/input/text';

const refused = (bytes: Uint8Array, message: RegExp, say = '') =>
  assert.throws(
    () => textOf(bytes),
    (error) => error instanceof NotTextError && message.test(error.message),
    say,
  );

describe('A text of a person’s', () => {
  it('is the same however its bytes are cut, and begins behind a byte order mark', () => {
    const some = fc.string({ unit: 'grapheme' }).filter((text) => !/^\ufeff|\0/.test(text));
    fc.assert(
      fc.property(some, fc.boolean(), fc.array(fc.nat(40)), (text, mark, cuts) => {
        const bytes = Buffer.from(mark ? `\ufeff${text}` : text);
        const reader = new Utf8Reader();
        let [read, at] = ['', 0];
        for (const cut of [...cuts, bytes.length]) {
          read += reader.add(bytes.subarray(at, at + cut));
          at += cut;
        }
        reader.end();
        assert.equal(read, text);
      }),
    );
  });

  it('is refused at the byte where it is no UTF-8, wherever that stands', () => {
    // The byte with which the broken character begins, from 1.
    refused(Buffer.from('caf\xe9 au lait', 'latin1'), /^is not UTF-8 \(near byte 4\)\./);
    refused(Buffer.from('caf\xe9', 'latin1'), /^is not UTF-8 /);
    refused(Buffer.from([0x61, 0xff, 0x62]), /near byte 2/);
    refused(Buffer.from([0x61, 0xed, 0xa0, 0x80]), /near byte 2/);
    const long = Buffer.concat([Buffer.from('日本語\n'.repeat(5000)), Buffer.from([0x80])]);
    refused(long, new RegExp(`near byte ${long.length}\\)`));
    const reader = new Utf8Reader();
    reader.add(Buffer.from('abc'));
    assert.throws(() => reader.add(Buffer.from([0x64, 0xff])), /near byte 5/);
  });

  it('is refused as UTF-16 by its mark or its zeros', () => {
    for (const text of [
      '\ufeffà la carte',
      'à la carte',
      '\ufeff日本語',
      'ab',
      `${'Привет, мир! '.repeat(9)}`,
    ])
      for (const swapped of [false, true]) {
        const bytes = Buffer.from(text, 'utf16le');
        refused(swapped ? bytes.swap16() : bytes, /^is not UTF-8 text \(UTF-16 or binary\)/, text);
      }
    refused(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0), /UTF-16 or binary/);
  });

  it('is refused for a NUL, which is named by its byte wherever it stands', () => {
    refused(Buffer.from('one\0two'), /^has a NUL at byte 4, /);
    refused(Buffer.from('é\0'), /^has a NUL at byte 3, /);
    refused(Buffer.from(`${'é'.repeat(9000)}\0`), /^has a NUL at byte 18001, /);
  });

  it('has lines that end with LF, CRLF or CR', () => {
    assert.deepEqual(linesOf('a\nb\r\nc\rd\r\r\ne\n'), ['a', 'b', 'c', 'd', '', 'e', '']);
  });
});
