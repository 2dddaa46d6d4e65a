import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import * as v from 'valibot';

/** A part of genai_config.json, which onnxruntime-genai and Olive write beside the graph. */
const genaiConfig = v.object({
  model: v.object({
    type: v.optional(v.string(), ''),
    context_length: v.optional(v.number()),
    vocab_size: v.optional(v.number()),
    decoder: v.object({
      filename: v.optional(v.string()),
      hidden_size: v.optional(v.number()),
      num_hidden_layers: v.optional(v.number()),
    }),
  }),
});
export type GenaiConfig = v.InferOutput<typeof genaiConfig>;

/** Settings files are some kilobytes; what is larger is something else. */
const mostSettingsBytes = 16 << 20;

/**
 * The folder that holds a model's files: itself; or, for an entry of the Hugging Face cache
 * (`models--org--name/{blobs,refs,snapshots}`), the snapshot that `refs/main` names, else the newest one.
 */
export async function modelRoot(folder: string): Promise<string> {
  if (!basename(folder).startsWith('models--')) return folder;
  const snapshots = join(folder, 'snapshots');
  const names: string[] = await readdir(snapshots).catch(() => []);
  if (names.length === 0) return folder;
  const main = (await readFile(join(folder, 'refs', 'main'), 'utf8').catch(() => '')).trim();
  if (names.includes(main)) return join(snapshots, main);
  const times = await Promise.all(names.map(async (name) => (await stat(join(snapshots, name))).mtimeMs));
  return join(snapshots, names[times.indexOf(Math.max(...times))]);
}

/** What a model folder is called: its name, and in the Hugging Face cache `org/name`. */
export function modelName(folder: string): string {
  const parts = folder.split(sep).filter((part) => part !== '');
  const entry = parts.filter((part) => part.startsWith('models--')).pop();
  const inCache = entry === parts[parts.length - 1] || basename(dirname(folder)) === 'snapshots';
  return entry && inCache ? entry.slice('models--'.length).split('--').join('/') : basename(folder);
}

/** What genai_config.json says, where there is one that can be understood. */
export async function readGenaiConfig(root: string): Promise<GenaiConfig | undefined> {
  const file = join(root, 'genai_config.json');
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile() || found.size > mostSettingsBytes) return undefined;
  try {
    const parsed = v.safeParse(genaiConfig, JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
