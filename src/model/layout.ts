import { readdir, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { textAt } from '../files/whole';

/**
 * The folder that holds a model's files: the folder itself; or, for an entry of the Hugging Face cache
 * (`models--org--name/{blobs,refs,snapshots}`), the snapshot that `refs/main` names, else the newest one.
 */
export async function modelRoot(folder: string): Promise<string> {
  if (!basename(folder).startsWith('models--')) return folder;
  const snapshots = join(folder, 'snapshots');
  const names: string[] = await readdir(snapshots).catch(() => []);
  if (names.length === 0) return folder;
  const main = (await textAt(join(folder, 'refs', 'main'), 1024))?.trim() ?? '';
  if (names.includes(main)) return join(snapshots, main);
  const times = await Promise.all(names.map(async (name) => (await stat(join(snapshots, name))).mtimeMs));
  return join(snapshots, names[times.indexOf(Math.max(...times))]);
}

/**
 * Names that say what kind of folder it is, not which model it holds; also a commit hash, the name of a
 * snapshot.
 */
const generic =
  /^(onnx([-_]model)?|models?|exports?|exported|outputs?|out|decoder|main|snapshots?|checkpoints?|tmp|temp|home|root|data|downloads?|content|workspace|mnt|users?|[0-9a-f]{40}|[0-9a-f]{64})$/i;

/**
 * Names made only of what a graph was exported for and how: `fp16`, `cpu_and_mobile`,
 * `cpu-int4-rtn-block-32`.
 */
const variant =
  /^(?:(?:cpu|cuda|gpu|npu|dml|directml|webgpu|web|mobile|and|generic|u?int[48]|[bf]p?(?:16|32)|q[48](?:f16)?|bnb4|rtn|awq|gptq|kquant|k_quant|block|acc|level|mixed|quantized|quant|optimized|v?\d+)(?:[-_.]|$))+$/i;

/**
 * A model folder's display name: in the Hugging Face cache `org/name`; else its name, or that of the first
 * parent that says more than “onnx”, followed by what the graph is for: `phi · cpu-int4`.
 */
export function modelName(folder: string): string {
  const parts = folder.split(sep).filter((part) => part !== '');
  const at = parts.reduce((last, part, i) => (part.startsWith('models--') ? i : last), -1);
  if (at >= 0 && (at === parts.length - 1 || parts[at + 1] === 'snapshots')) {
    const repository = parts[at].slice('models--'.length).split('--').join('/');
    const inside = parts.slice(at + 3).filter((part) => !generic.test(part));
    return [repository, ...inside].join(' · ');
  }
  const telling = parts.filter((part) => !generic.test(part));
  const last = telling.at(-1) ?? basename(folder);
  if (!variant.test(last)) return last;
  const name = telling.filter((part) => !variant.test(part)).at(-1);
  return name === undefined ? last : `${name} · ${last}`;
}

/**
 * The display name of a model folder whose path says nothing: what its config.json names as its origin, if
 * that is a repository rather than a path.
 *
 * @param made `_name_or_path`
 */
export function modelNameOr(folder: string, made: string): string {
  const name = modelName(folder);
  return (generic.test(name) || variant.test(name)) &&
    /^[\w.-]+(\/[\w.-]+)?$/.test(made) &&
    !generic.test(made) &&
    !made.startsWith('.')
    ? made
    : name;
}
