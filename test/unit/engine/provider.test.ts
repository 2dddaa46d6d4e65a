import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listSupportedBackends } from '../../../src/engine/runtime';
import { loadModel } from '../../../src/engine/loaded-model';
import { Provider } from '../../../src/engine/provider';
import type { ProviderName } from '../../../src/protocol/engine';
import { tinyModel, writeModel } from '../../tiny-model';

describe('The execution provider', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-provider-'));
    await writeModel(join(folder, 'model'), tinyModel());
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const open = async (provider: ProviderName) => {
    const thresholds = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };
    const storage = join(folder, 'storage');
    return loadModel({
      folder: join(folder, 'model'),
      atlas: undefined,
      storage,
      threads: 1,
      thresholds,
      provider,
    });
  };

  it('is the CPU, of which nothing is said', async () => {
    assert.deepEqual((await open('cpu')).describe().provider, { used: 'cpu', refusal: undefined });
  });

  // No build of onnxruntime has both.
  const lacking = (['directml', 'coreml'] as const).filter(
    (name) =>
      !listSupportedBackends().some((backend) => backend.name === (name === 'directml' ? 'dml' : name)),
  );
  for (const name of lacking)
    it(`falls back to the CPU where onnxruntime has no ${name}, and says so`, async () => {
      const { provider, warnings } = (await open(name)).describe();
      const said = `The execution provider ${name} cannot be used (this build of onnxruntime has no such provider), so the model runs on the CPU.`;
      assert.deepEqual(provider, { used: 'cpu', refusal: said });
      assert.ok(warnings.includes(said));
    });

  it('is the CPU from the moment that it is refused', () => {
    const provider = new Provider('cpu');
    provider.refuse('no device');
    assert.deepEqual(provider.list, ['cpu']);
    assert.match(provider.refusal ?? '', /\(no device\), so the model runs on the CPU\.$/);
  });
});
