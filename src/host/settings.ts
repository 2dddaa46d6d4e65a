import * as v from 'valibot';
import { checked } from '../input/shape';
import { ConfigurationTarget, type Disposable, workspace } from 'vscode';
import type { ProviderName } from '../protocol/engine';
import { paperThresholds, type Thresholds } from '../lape/thresholds';
import { type SettingKey, section, settingKeys } from '../app/identifiers';

/**
 * The only reader and writer of settings; values of the wrong type or out of range fall back to their
 * defaults.
 */
export interface Settings {
  /** Folder of the model in use; empty: the bundled one. */
  model: string;
  modelFolders: string[];
  /** Atlases in use, by model (`atlasKey`); the others use the one in the model's folder. */
  atlases: Record<string, string>;
  threads: number;
  provider: ProviderName;
  /** Empty means `HF_ENDPOINT`, or else Hugging Face itself. */
  hubEndpoint: string;
  thresholds: Thresholds;
  /** Milliseconds. */
  followDelay: number;
}

const share = (fallback: number) => v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), fallback);
const whole = (least: number, most: number, fallback: number) =>
  v.fallback(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)), fallback);

const shapes = {
  model: v.fallback(v.string(), ''),
  modelFolders: v.fallback(v.array(v.string()), []),
  atlases: v.fallback(v.record(v.string(), v.string()), {}),
  threads: whole(0, 256, 0),
  executionProvider: v.fallback(v.picklist(['cpu', 'cuda', 'directml', 'coreml', 'webgpu']), 'cpu'),
  hubEndpoint: v.fallback(v.string(), ''),
  topRate: v.fallback(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), paperThresholds.topRate),
  filterRate: share(paperThresholds.filterRate),
  activationBar: share(paperThresholds.activationBar),
  followDelay: whole(50, 5000, 250),
};

export function readSettings(): Settings {
  const stored = workspace.getConfiguration(section);
  const read = <K extends keyof typeof shapes>(name: K) =>
    checked(shapes[name], stored.get(settingKeys[name])) as v.InferOutput<(typeof shapes)[K]>;
  return {
    model: read('model'),
    modelFolders: read('modelFolders'),
    atlases: read('atlases'),
    threads: read('threads'),
    provider: read('executionProvider'),
    hubEndpoint: read('hubEndpoint'),
    thresholds: {
      topRate: read('topRate'),
      filterRate: read('filterRate'),
      activationBar: read('activationBar'),
    },
    followDelay: read('followDelay'),
  };
}

/** Writes to the scope that the current value comes from, so the new value takes effect. */
export async function writeSetting(key: SettingKey, value: unknown): Promise<void> {
  const stored = workspace.getConfiguration(section);
  const inWorkspace = stored.inspect(key)?.workspaceValue !== undefined;
  await stored.update(key, value, inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}

/** Calls `listener` with a test for the keys that changed. */
export function onSettingsChange(
  listener: (changed: (...keys: SettingKey[]) => boolean) => void,
): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section))
      listener((...keys) => keys.some((key) => event.affectsConfiguration(`${section}.${key}`)));
  });
}
