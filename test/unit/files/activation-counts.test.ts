import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { atlasOfCounts, readActivationCounts } from '../../../src/files/activation-counts';
import { decodeAtlas, encodeAtlas } from '../../../src/files/atlas';
import { readNeuronSet } from '../../../src/results/neuron-set/file';
import { holdsCounts } from '../../../src/files/torch-file';
import { meansAt } from '../../../src/report/selection';
import { Study } from '../../../src/report/study';

const text = (letters: string) => [...Buffer.from(letters)];
const unicode = (word: string) => [0x58, word.length, 0, 0, 0, ...text(word)];
const int = (value: number) => [0x4a, ...Buffer.from(Int32Array.of(value).buffer)];

/** A tensor as torch pickles it, by the description in torch.serialization. */
function tensor(type: string, key: string, shape: number[], stride: number[]): number[] {
  const size = shape.reduce((product, each) => product * each, 1);
  const tuple = (sizes: number[]) => [0x28, ...sizes.flatMap(int), 0x74];
  const id = [
    ...[0x28, ...unicode('storage'), ...text(`ctorch\n${type}Storage\n`), ...unicode(key)],
    ...[...unicode('cpu'), ...int(size), 0x74, 0x51],
  ];
  return [
    ...text('ctorch._utils\n_rebuild_tensor_v2\n'),
    ...[0x28, ...id, ...int(0), ...tuple(shape), ...tuple(stride), 0x89],
    ...[...text('ccollections\nOrderedDict\n'), 0x29, 0x52, 0x74, 0x52],
  ];
}

const dictionary = (entries: [string, number[]][]) =>
  Uint8Array.from([
    ...[0x80, 2, 0x7d, 0x71, 0, 0x28],
    ...entries.flatMap(([key, value]) => [...unicode(key), ...value]),
    ...[0x75, 0x2e],
  ]);

/** The same as `torch.save(OrderedDict(…))` begins it. */
const ordered = (entries: [string, number[]][]) =>
  Uint8Array.from([
    ...[0x80, 2, ...text('ccollections\nOrderedDict\n'), 0x71, 0, 0x29, 0x52, 0x71, 1, 0x28],
    ...entries.flatMap(([key, value]) => [...unicode(key), ...value]),
    ...[0x75, 0x2e],
  ]);

/** A zip archive whose files are stored as they are. */
function archive(files: Record<string, Uint8Array>): Uint8Array {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const offset = Buffer.alloc(14);
    offset.writeUInt32LE(at, 10);
    index.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, offset, Buffer.from(name));
    const local = [Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), Buffer.from(bytes)];
    parts.push(...local);
    at += local.reduce((sum, part) => sum + part.length, 0);
  }
  const central = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

const bytesOf = (values: Int32Array | Float32Array | BigInt64Array) => new Uint8Array(values.buffer);
const matrix = (type: string) => tensor(type, '0', [2, 3], [3, 1]);
const counted = (entries: [string, number[]][], data: Record<string, Uint8Array>) =>
  archive({
    'a/data.pkl': dictionary(entries),
    ...Object.fromEntries(Object.entries(data).map(([key, bytes]) => [`a/data/${key}`, bytes])),
  });
const some = Int32Array.of(1, 2, 3, 4, 5, 10);
const reference = counted(
  [
    ['n', int(10)],
    ['over_zero', matrix('Int')],
  ],
  { 0: bytesOf(some) },
);

describe('Published counts of activations', () => {
  it('are read in each of their spellings', async () => {
    const expected = { layers: 2, dMlp: 3, tokens: 10, overZero: Float64Array.from(some) };
    const long = BigInt64Array.from(some, BigInt);
    const spellings = [
      reference,
      counted(
        [
          ['total_tokens', [0x8a, 1, 10]],
          ['over_zero', matrix('Long')],
        ],
        { 0: bytesOf(long) },
      ),
      counted(
        [
          ['over_zero', matrix('Float')],
          ['n', tensor('Long', '1', [], [])],
          ['sum1', matrix('Float')],
        ],
        { 0: bytesOf(Float32Array.from(some)), 1: bytesOf(BigInt64Array.of(10n)) },
      ),
      // As Python's floats and numpy's integers are, with entries that are no counts, the columns stored one by one.
      counted(
        [
          ['n', [0x47, 0x40, 0x24, 0, 0, 0, 0, 0, 0]],
          ['threshold', [0x4e]],
          ['seen', [0x5d]],
          ['mean', matrix('Half')],
          ['over_zero', tensor('Short', '1', [2, 3], [1, 2])],
        ],
        { 0: new Uint8Array(12), 1: new Uint8Array(Int16Array.of(1, 4, 2, 5, 3, 10).buffer) },
      ),
    ];
    // As an OrderedDict.
    const pickle = ordered([
      ['n', int(10)],
      ['over_zero', matrix('Int')],
    ]);
    spellings.push(archive({ 'a/data.pkl': pickle, 'a/data/0': bytesOf(some) }));
    for (const file of spellings) assert.deepEqual(await readActivationCounts(file), expected);
  });

  it('are no neuron set, and it says so', async () => {
    const pickle = ordered([['n', int(10)]]);
    assert.ok(await holdsCounts(archive({ 'a/data.pkl': pickle })));
    await assert.rejects(readNeuronSet(reference), {
      code: 'neurons-broken',
      message: /it holds counts or other values by name, not neurons/,
    });
  });

  it('are refused in a sentence where they cannot be', async () => {
    const data = { 0: bytesOf(some) };
    const cases: [Uint8Array, RegExp][] = [
      [
        counted(
          [
            ['n', int(9)],
            ['over_zero', matrix('Int')],
          ],
          data,
        ),
        /fires on more tokens than there are/,
      ],
      [
        counted(
          [
            ['n', int(0)],
            ['over_zero', matrix('Int')],
          ],
          data,
        ),
        /number of tokens is none/,
      ],
      [counted([['n', int(10)]], {}), /no tensor “over_zero”/],
      [counted([['over_zero', matrix('Int')]], data), /on how many tokens/],
      [
        counted(
          [
            ['n', int(10)],
            ['over_zero', tensor('Int', '0', [6], [1])],
          ],
          data,
        ),
        /not of layers and neurons/,
      ],
      [
        counted(
          [
            ['n', int(10)],
            ['over_zero', tensor('Int', '0', [2, 3], [4, 2])],
          ],
          data,
        ),
        /does not fit its data/,
      ],
      [
        counted(
          [
            ['n', int(10)],
            ['over_zero', matrix('Long')],
          ],
          data,
        ),
        /does not fit its data/,
      ],
      [
        counted(
          [
            ['n', int(10)],
            ['n', int(10)],
            ['over_zero', matrix('Int')],
          ],
          data,
        ),
        /or one twice/,
      ],
      [
        counted(
          [
            ['n', int(10)],
            ['over_zero', matrix('Half')],
          ],
          { 0: new Uint8Array(12) },
        ),
        /float16 numbers, which do not hold counts/,
      ],
      [counted([['n', text('cos\nsystem\n')]], {}), /asks for os\.system/],
      [reference.subarray(0, 60), /no zip archive/],
    ];
    for (const [file, message] of cases)
      await assert.rejects(readActivationCounts(file), { code: 'neurons-broken', message });
  });

  it('of several languages are an atlas, whose report opens', async () => {
    const counts = await readActivationCounts(reference);
    const fewer = { ...counts, tokens: 20 };
    const atlas = atlasOfCounts(
      [
        { language: 'de', file: 'activation.de.train', bytes: reference, counts },
        { language: 'en', file: 'activation.en.train', bytes: reference, counts: fewer },
      ],
      '0.1.0',
    );
    const read = decodeAtlas(encodeAtlas(atlas));
    assert.deepEqual(read, atlas);
    assert.deepEqual([...read.overZero], [...some, ...some]);
    assert.deepEqual([...read.tokens], [10, 20]);
    // 10 of 10 tokens, and 10 of 20.
    const study = new Study(read);
    const settings = { method: 'lape' as const, topRate: 0.5, filterRate: 0.5, activationBar: 0.5 };
    const { probability } = study.neuron(settings, 1, 2);
    assert.deepEqual([...probability], [1, 0.5]);
    // Counts alone have no sums of activations: 0 would be a number.
    assert.equal(meansAt(read, 5), null);
    assert.deepEqual([...meansAt({ ...read, dModel: 1 }, 5)!], [0, 0]);
    const other = { ...counts, layers: 1, overZero: counts.overZero.slice(3) };
    assert.throws(
      () =>
        atlasOfCounts(
          [
            { language: 'de', file: 'a', bytes: reference, counts },
            { language: 'en', file: 'b', bytes: reference, counts: other },
          ],
          '0.1.0',
        ),
      { code: 'neurons-broken', message: /of different models/ },
    );
  });
});
