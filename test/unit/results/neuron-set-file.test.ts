import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { readNeuronSet } from '../../../src/results/neuron-set/file';
import { PickleError, readTensorLists } from '../../../src/files/pickle';
import { publishedMembers } from '../../../src/lape/published';
import { BabelscopeError } from '../../../src/rpc/failure';

const folder = resolve('test/fixtures/neurons');
const fixture = (name: string) => readFile(join(folder, `${name}.neuron.pth`));
const plain = (sets: Uint32Array[][]) => sets.map((language) => language.map((layer) => [...layer]));
const small = [
  [[1, 5], []],
  [[3], [0, 2, 4]],
  [[], [7]],
];

function isRefusal(error: unknown): boolean {
  assert.ok(error instanceof BabelscopeError && error.code === 'neurons-broken', String(error));
  assert.match(error.message, /^This neuron set cannot be read: .+\. Download it again, or .+\.$/);
  assert.ok(error.message.length < 300, error.message);
  return true;
}

describe('a published neuron set', () => {
  it('is read as torch saved it', async () => {
    assert.deepEqual(plain(await readNeuronSet(await fixture('small'))), small);
  });

  it('is read where its tensors share their data', async () => {
    assert.deepEqual(plain(await readNeuronSet(await fixture('views'))), [
      [[2, 3, 4], []],
      [[0], [9]],
    ]);
  });

  it('becomes flat indices of a model it fits, and is refused for another', async () => {
    const neurons = await readNeuronSet(await fixture('small'));
    assert.deepEqual(
      publishedMembers(neurons, { layers: 2, dMlp: 8 }).map((members) => [...members]),
      [[1, 5], [3, 8, 10, 12], [15]],
    );
    assert.throws(() => publishedMembers(neurons, { layers: 3, dMlp: 8 }), /2 layers and the model 3/);
    assert.throws(() => publishedMembers(neurons, { layers: 2, dMlp: 7 }), /neuron 7 of layer 1/);
  });

  const refused: [string, string, RegExp][] = [
    ['calls', 'calls a program', /it asks for (posix|nt)\.system/],
    ['floats', 'holds fractions', /FloatStorage/],
    ['matrix', 'holds matrices', /described wrongly/],
    ['strided', 'holds tensors with gaps', /numbers in order/],
    ['dictionary', 'is a dictionary', /counts or other values by name/],
    ['negative', 'counts from behind', /neuron -1/],
    ['twice', 'names a neuron twice', /twice/],
    ['ragged', 'has languages of different depths', /same layers/],
    ['old', 'is of torch before 1.6', /no zip archive/],
    ['later', 'is of a later protocol', /protocol 2/],
    ['packed', 'is packed', /compressed/],
  ];
  for (const [name, what, reason] of refused) {
    it(`is refused when it ${what}`, async () => {
      await assert.rejects(readNeuronSet(await fixture(name)), (error: Error) => {
        assert.match(error.message, reason);
        return isRefusal(error);
      });
    });
  }

  it('runs nothing', () => {
    // The last test but some read a file that asks for it.
    assert.equal(existsSync('babelscope-was-here'), false);
  });

  it('is refused when it is cut off, wherever', async () => {
    const file = await fixture('small');
    for (let length = 0; length < file.length; length += 7) {
      await assert.rejects(readNeuronSet(file.subarray(0, length)), isRefusal, `${length} bytes`);
    }
  });

  it('is refused when a length in the archive lies', async () => {
    const file = await fixture('small');
    const entries: number[] = [];
    for (let at = 0; at + 46 < file.length; at++) if (file.readUInt32LE(at) === 0x02014b50) entries.push(at);
    assert.ok(entries.length >= 8);
    for (const entry of entries) {
      for (const lie of [1, 17, 0x7fffffff, 0xfffffffe]) {
        if (file.readUInt32LE(entry + 24) === lie) continue;
        const damaged = Buffer.from(file);
        damaged.writeUInt32LE(lie, entry + 20);
        damaged.writeUInt32LE(lie, entry + 24);
        await assert.rejects(readNeuronSet(damaged), isRefusal, `${entry}: ${lie}`);
      }
    }
  });

  it('is refused or read, but never crashes, when bytes are changed', async () => {
    const file = await fixture('small');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const damaged = Buffer.from(file);
          for (const [at, value] of changes) damaged[at] = value;
          await readNeuronSet(damaged).catch(isRefusal);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the pickle reader', () => {
  /** The pickle inside a fixture: torch stores it as it is. */
  async function pickleOf(name: string): Promise<Buffer> {
    const file = await fixture(name);
    const start = file.indexOf(Buffer.from([0x80, 2, 0x5d]));
    return file.subarray(start, file.indexOf('e.', start) + 2);
  }

  it('reads what changed bytes say or refuses it, and never fails otherwise', async () => {
    const pickle = await pickleOf('small');
    assert.equal(readTensorLists(pickle).length, 3);
    const change = fc.tuple(fc.nat(pickle.length - 1), fc.nat(255), fc.nat(2));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        let bytes = [...pickle];
        for (const [at, value, how] of changes) {
          if (how === 0) bytes[at % bytes.length] = value;
          else if (how === 1) bytes.splice(at % bytes.length, 1);
          else bytes = [...bytes.slice(0, at), value, ...bytes.slice(at)];
        }
        try {
          readTensorLists(Uint8Array.from(bytes));
        } catch (error) {
          assert.ok(error instanceof PickleError, String(error));
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('refuses what calls, imports or builds anything else', () => {
    const refuses = (bytes: number[], reason: RegExp) =>
      assert.throws(
        () => readTensorLists(Uint8Array.from([0x80, 2, ...bytes, 0x2e])),
        (error: Error) => error instanceof PickleError && reason.test(error.message),
      );
    const text = (letters: string) => [...Buffer.from(letters)];
    refuses(text('cos\nsystem\n'), /os\.system/);
    // One of the three names that are known, called with something else.
    refuses(text('ctorch LongStorage\n\n'), /it asks for/);
    refuses(text('ctorch\nLongStorage\n)R'), /calls something/);
    for (const instruction of 'obi\x81\x82\x92\x93}dsuN\x8a\x8c\x95FGUVP0123') {
      refuses([instruction.charCodeAt(0), 0, 0, 0, 0], /the instruction 0x/);
    }
  });

  it('ends on a list that contains itself', () => {
    // ] q0 h0 a .
    const pickle = Uint8Array.from([0x80, 2, 0x5d, 0x71, 0, 0x68, 0, 0x61, 0x2e]);
    assert.throws(() => readTensorLists(pickle), /other things than tensors/);
  });
});
