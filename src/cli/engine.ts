import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Supervisor } from '../client/supervisor';
import { createSupervisor } from '../client/supervisor';
import { bundledModel, modelAt } from '../model/catalogue';
import type { ModelReference } from '../model/reference';
import { paperThresholds } from '../lape/thresholds';
import { otherThanFile } from '../input/kind';
import { BabelscopeError } from '../rpc/failure';
import { root } from './installation';
import type { Values } from './options';
import { path, share, wholeNumber } from './options';
import { explain } from './standard-error';
import { openStorage } from './storage';

/** The options of every command that runs a model. */
export const modelOptions = {
  model: path('FOLDER', 'a model in Hugging Face layout (default: the bundled one)'),
  threads: wholeNumber(0, 0, 256, 'threads of one forward pass (default 0: as onnxruntime chooses)'),
};

/** LAPE's thresholds, for every command that selects neurons. */
export const thresholdOptions = {
  topRate: share(paperThresholds.topRate, 'LAPE: share of all neurons to select (default 0.01)'),
  filterRate: share(
    paperThresholds.filterRate,
    'LAPE: quantile a neuron must exceed somewhere (default 0.95)',
  ),
  activationBar: share(
    paperThresholds.activationBar,
    'LAPE: quantile from which it is a language’s (default 0.95)',
  ),
};

/** The options of every command that attributes a model's neurons to languages. */
export const atlasOptions = {
  ...modelOptions,
  atlas: path('FILE', 'its neuron atlas (default: the one in the model’s folder)'),
  ...thresholdOptions,
};

type ModelChoice = Values<typeof modelOptions> & Partial<Values<typeof atlasOptions>>;

/**
 * Runs `use` with the model that the options name and a supervisor whose engines end with it.
 *
 * @throws BabelscopeError `model-missing`, `model-broken`, `tokenizer-broken`, `atlas-missing` or
 * `storage-unwritable` before an engine starts
 */
export async function withEngine<T>(
  options: ModelChoice,
  use: (supervisor: Supervisor, model: ModelReference) => Promise<T>,
): Promise<T> {
  const { threads, atlas, topRate, filterRate, activationBar } = { ...paperThresholds, ...options };
  const found = options.model === undefined ? bundledModel(root) : await modelAt(options.model);
  if (atlas !== undefined) await expectAtlas(atlas);
  const model = atlas === undefined ? found : { ...found, atlas };
  const storage = await openStorage(process.env);
  const supervisor = createSupervisor({
    engineFile: join(root, 'dist', 'engine.js'),
    storage,
    settings: () => ({ threads, thresholds: { topRate, filterRate, activationBar } }),
    log: (line) => {
      if (process.env['BABELSCOPE_LOG']) explain(`${line}\n`);
    },
  });
  try {
    return await use(supervisor, model);
  } finally {
    supervisor.dispose();
  }
}

async function expectAtlas(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  const other = found && otherThanFile(found);
  if (found && other === undefined) return;
  throw new BabelscopeError(
    'atlas-missing',
    other === undefined
      ? `There is no atlas ${file}. Check the name after --atlas, or make one with “babelscope count”.`
      : `${file} is no file, but ${other}. Give a *.lape.safetensors file after --atlas.`,
  );
}
