import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Supervisor } from '../engine/supervisor';
import { createSupervisor } from '../engine/supervisor';
import { bundledModel, modelAt } from '../model/catalogue';
import type { ModelReference } from '../model/reference';
import type { Options } from './options';

/** The package's own folder: dist/cli.js lies one below. */
const root = resolve(__dirname, '..');

/** Runs `use` with the model the options name and a supervisor whose engines end with it. */
export async function withEngine<T>(
  options: Options,
  use: (supervisor: Supervisor, model: ModelReference) => Promise<T>,
): Promise<T> {
  const found = options.model === undefined ? bundledModel(root) : await modelAt(options.model);
  const model = options.atlas === undefined ? found : { ...found, atlas: options.atlas };
  const supervisor = createSupervisor({
    engineFile: join(root, 'dist', 'engine.js'),
    storage: join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'babelscope'),
    settings: () => ({ threads: options.threads, thresholds: options.thresholds }),
    log: (line) => {
      if (process.env['BABELSCOPE_LOG']) process.stderr.write(`${line}\n`);
    },
  });
  try {
    return await use(supervisor, model);
  } finally {
    supervisor.dispose();
  }
}
