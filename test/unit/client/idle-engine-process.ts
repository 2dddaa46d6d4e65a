// Opens the bundled model in an engine, as the editor does, and keeps it for a while: onnxruntime looks for its collector
// some nine seconds after a model was loaded. Arguments: a folder for the engine's storage, how many seconds.
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSupervisor } from '../../../src/client/supervisor';
import { bundledModel } from '../../../src/model/catalogue';

async function main(storage: string, seconds: number): Promise<void> {
  const supervisor = createSupervisor({
    engineFile: resolve('dist/engine.js'),
    storage,
    settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
    log: (line) => console.error(line),
  });
  try {
    const model = bundledModel(resolve('.'));
    await supervisor.call(model, 'inspect', { texts: ['Bonjour.'] });
    await supervisor.call(model, 'steering', null);
    await setTimeout(1000 * seconds);
  } finally {
    supervisor.dispose();
  }
}

const [storage, seconds] = process.argv.slice(2);
void main(storage, Number(seconds));
