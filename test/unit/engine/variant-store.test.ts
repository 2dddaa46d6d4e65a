import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedModel } from '../../../src/engine/loaded-model';
import { loadModel } from '../../../src/engine/loaded-model';
import { plainFeeds } from '../../../src/engine/feeds';
import { scales } from '../../../src/analyses/ablate/engine/silences';
import { Tensor } from '../../../src/engine/runtime';
import { floats } from '../../../src/engine/sessions';
import { accidents, damaged, seeded } from '../../damage';
import { tinyModel, writeModel } from '../../tiny-model';

const thresholds = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };

describe('The cache of graph variants', () => {
  let folder: string;
  let variants: string;
  /** By name, as they were first written. */
  const sound = new Map<string, Buffer>();
  let expected: Float32Array;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-variants-'));
    await writeModel(join(folder, 'model'), tinyModel());
    expected = await logProbabilities(await open());
    const [name] = await readdir(join(folder, 'storage', 'variants'));
    variants = join(folder, 'storage', 'variants', name);
    for (const file of await readdir(variants)) sound.set(file, await readFile(join(variants, file)));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is made anew where a folder or a file stands in its way', async () => {
    for (const [path, isFolder] of [
      ['inspect.json', true],
      ['inspect.onnx', true],
      ['proven', true],
      ['.', false],
      ['..', false],
    ] as const) {
      const place = join(variants, path);
      await rm(place, { recursive: true });
      if (isFolder) await mkdir(join(place, 'inside'), { recursive: true });
      else await writeFile(place, '');
      const model = await open();
      await (await model.session('inspect')).release();
      assert.ok((await readdir(variants)).includes('proven'), path);
    }
  });

  it('is made anew where a variant is a device', async function () {
    if (process.platform === 'win32') this.skip();
    await rm(join(variants, 'inspect.onnx'));
    await symlink('/dev/zero', join(variants, 'inspect.onnx'));
    const model = await open();
    await (await model.session('inspect')).release();
    assert.ok((await lstat(join(variants, 'inspect.onnx'))).isFile());
  });

  const open = () =>
    loadModel({
      folder: join(folder, 'model'),
      graph: undefined,
      atlas: undefined,
      storage: join(folder, 'storage'),
      threads: 1,
      thresholds,
    });

  /** What a variant that is loaded later makes of some tokens. */
  async function logProbabilities(model: LoadedModel): Promise<Float32Array> {
    const session = await model.session('ablate');
    const [rows, sequence] = [1, 5];
    const ids = Int32Array.of(3, 9, 27, 41, 50);
    const read = await session.run(
      {
        ...plainFeeds(model.anatomy, session.variant.inputs, { batch: rows, sequence, ids }),
        ...scales(model),
        targets: new Tensor('int64', BigInt64Array.from(ids, BigInt), [rows, sequence]),
      },
      ['log_probability'],
    );
    const values = floats(read, 'log_probability');
    await session.release();
    return values;
  }

  for (const accident of accidents)
    it(`is written anew, and the model opens as before, where a file of it is ${accident}`, async () => {
      const random = seeded(accident.length);
      assert.ok(sound.has('proven') && sound.has('ablate.onnx') && sound.has('steer.json'));
      for (const [name, content] of sound) {
        // A bit in a random place: many of them, since each may hurt in its own way.
        for (let turn = 0; turn < (accident === 'flipped' ? 3 : 1); turn++) {
          const bad = damaged(content, accident, random);
          if (bad) await writeFile(join(variants, name), bad);
          else await rm(join(variants, name));
          // What is made once more is made when it is asked for: prove all again, so that all are.
          if (name !== 'proven') await rm(join(variants, 'proven'));
          assert.deepEqual(await logProbabilities(await open()), expected, `${name}, turn ${turn}`);
          const now = await readFile(join(variants, name));
          if (name !== 'proven') assert.deepEqual(now, content, name);
          else assert.equal(now.length, content.length);
        }
      }
    });
});
