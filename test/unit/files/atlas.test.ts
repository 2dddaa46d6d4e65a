import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Atlas } from '../../../src/files/atlas';
import { decodeAtlas, encodeAtlas } from '../../../src/files/atlas';
import { atlasTensors } from '../../../src/files/tensor-names';
import { decodeSafetensors, encodeSafetensors } from '../../../src/files/safetensors';
import { BabelscopeError } from '../../../src/rpc/failure';

const atlas: Atlas = {
  languages: ['en', '日本'],
  layers: 1,
  dMlp: 3,
  dModel: 2,
  overZero: Float64Array.from([1, 2, 3, 4, 5, 2 ** 40]),
  tokens: Float64Array.from([10, 2 ** 41]),
  activationSum: Float64Array.from([0.5, -1, 0, 1e-9, 3, 4]),
  residualSum: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8]),
  about: {
    model: '0123456789abcdef',
    modelName: 'tiny',
    corpora: [{ language: 'en', files: [{ name: 'en.txt', bytes: 12, sha256: 'ab' }] }],
    settings: { tokensPerLanguage: 100, rowLength: 8 },
    versions: { node: '20' },
    date: '2026-11-21T00:00:00.000Z',
  },
};

function isBroken(error: unknown): boolean {
  return error instanceof BabelscopeError && error.code === 'atlas-broken' && error.message.length < 300;
}

describe('an atlas', () => {
  it('comes back from its file as it was', () => {
    assert.deepEqual(decodeAtlas(encodeAtlas(atlas)), atlas);
    // As Node reads files: a Buffer, whose methods differ from a Uint8Array's.
    assert.deepEqual(decodeAtlas(Buffer.from(encodeAtlas(atlas))), atlas);
  });

  it('is refused with counts that cannot be, sums without end, and names that are no tags', () => {
    const changes: [Partial<Atlas>, RegExp][] = [
      [{ overZero: Float64Array.of(1, 2, 11, 4, 5, 6) }, /fires on 11 of 10 tokens of en/],
      [{ tokens: Float64Array.of(0, 2 ** 41) }, /fires on 1 of 0 tokens/],
      [{ activationSum: Float64Array.of(0.5, NaN, 0, 0, 3, 4) }, /a sum in it is not a number/],
      [{ residualSum: Float64Array.of(1, 2, 3, 4, 5, 6, 7, Infinity) }, /a sum in it is not a number/],
      [{ languages: ['en', '<script>'] }, /no language tag/],
      [{ languages: ['en\n# hi', 'fr'] }, /no language tag/],
    ];
    for (const [change, message] of changes)
      assert.throws(() => decodeAtlas(encodeAtlas({ ...atlas, ...change })), {
        code: 'atlas-broken',
        message,
      });
    const { tensors, metadata } = decodeSafetensors(encodeAtlas(atlas), () => atlasTensors);
    const floats = { ...tensors, tokens: { shape: [2], data: Float64Array.of(10, 10) } };
    assert.throws(() => decodeAtlas(encodeSafetensors(floats, metadata)), /tokens is not of int64/);
  });

  it('comes back with the counts of its blocks', () => {
    const overZero = Int32Array.from({ length: 12 }, (_, i) => 2 ** 30 + i);
    const blocks = { count: 2, overZero, tokens: Float64Array.from([1, 2, 3, 2 ** 33]) };
    assert.deepEqual(decodeAtlas(encodeAtlas({ ...atlas, blocks })), { ...atlas, blocks });
    const short = encodeAtlas({ ...atlas, blocks: { ...blocks, overZero: overZero.slice(6) } });
    assert.throws(() => decodeAtlas(short), isBroken);
  });

  it('has the layout that the safetensors format describes', () => {
    const file = encodeAtlas(atlas);
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    assert.deepEqual(header.over_zero, { dtype: 'I64', shape: [2, 1, 3], data_offsets: [0, 48] });
    assert.equal(header.__metadata__.format, 'babelscope-lape');
    assert.equal((8 + length) % 8, 0);
    assert.equal(file.length, 8 + length + 48 + 16 + 48 + 64);
  });

  it('is refused when it is cut off, at any byte', () => {
    const file = encodeAtlas(atlas);
    for (let length = 0; length < file.length; length++) {
      assert.throws(() => decodeAtlas(file.subarray(0, length)), isBroken, `at ${length} bytes`);
    }
  });

  it('is refused or read, but never crashes, when bytes are flipped', () => {
    const file = encodeAtlas(atlas);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (flips) => {
          const damaged = file.slice();
          for (const [at, value] of flips) damaged[at] = value;
          try {
            decodeAtlas(damaged);
          } catch (error) {
            assert.ok(isBroken(error), String(error));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is refused when a length lies', () => {
    for (const [offsets, shape] of [
      [[0, 1e15], [1]],
      [[-8, 0], [1]],
      [[8, 0], [1]],
      [
        [0, 8],
        [1e9, 1e9],
      ],
      [[0, 8], 'all'],
    ]) {
      const file = handmade({ x: { dtype: 'I64', shape, data_offsets: offsets } }, 8);
      assert.throws(() => decodeSafetensors(file, () => ['x']), isBroken);
    }
    const header = new Uint8Array(16).fill(0xff);
    assert.throws(() => decodeSafetensors(header, () => ['x']), isBroken);
  });

  it('is refused before anything is copied when its tensors overlap, leave gaps, or are not an atlas’s', () => {
    const of = (from: number, to: number) => ({ dtype: 'U8', shape: [to - from], data_offsets: [from, to] });
    const cases: [object, number, RegExp][] = [
      [{ x: of(0, 8), y: of(0, 8) }, 8, /tensor y overlaps another/],
      [{ x: of(0, 8), y: of(4, 12) }, 12, /tensor y overlaps another/],
      [{ x: of(0, 4), y: of(8, 12) }, 12, /tensor y overlaps another, or leaves a gap/],
      [{ x: of(4, 8) }, 8, /tensor x overlaps another, or leaves a gap/],
      [{ x: of(0, 4) }, 8, /its tensors have 4 bytes, and 8 are there/],
      [{ x: of(0, 16) }, 8, /its tensors have 16 bytes, and 8 are there/],
      [{ x: of(0, 4), z: of(4, 8) }, 8, /a tensor “z”, which no such file has/],
    ];
    for (const [header, bytes, message] of cases)
      assert.throws(() => decodeSafetensors(handmade(header, bytes), () => ['x', 'y']), {
        code: 'atlas-broken',
        message,
      });
    const twice =
      '{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}';
    assert.throws(() => decodeSafetensors(handmade(twice, 4), () => ['x']), /names something twice/);
    const deep = `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    assert.throws(() => decodeSafetensors(handmade(deep, 0), () => ['x']), /its header is not JSON/);
  });

  it('takes no more memory than its file, however many tensors claim the same bytes', () => {
    const metadata = { format: 'babelscope-lape', version: '1' };
    const same = { dtype: 'U8', shape: [1 << 20], data_offsets: [0, 1 << 20] };
    const tensors = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`t${i}`, same]));
    const file = handmade({ __metadata__: metadata, ...tensors }, 1 << 20);
    const before = process.memoryUsage().arrayBuffers;
    assert.throws(() => decodeAtlas(file), isBroken);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 << 20);
  });

  it('says so when the file is another kind of safetensors, or of a later version', () => {
    assert.throws(() => decodeAtlas(encodeSafetensors({}, {})), /not an atlas/);
    const later = encodeSafetensors({}, { format: 'babelscope-lape', version: '9' });
    assert.throws(() => decodeAtlas(later), /version 9/);
  });
});

function handmade(header: object | string, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}
