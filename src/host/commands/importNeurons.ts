import { access, constants } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { commands, ProgressLocation, Uri, window } from 'vscode';
import { atlasOfCounts, readActivationCounts } from '../../files/activation-counts';
import { encodeAtlas } from '../../files/atlas';
import { ask, showProgress } from '../dialogs';
import { writeAtomically } from '../../files/atomic';
import { encodeNeurons } from '../../files/neurons';
import { readNeuronSet } from '../../results/neuron-set/file';
import { holdsCounts, largestTorchFile } from '../../files/torch-file';
import { readWhole, UnreadableError } from '../../files/whole';
import { publishedMembers } from '../../lape/published';
import { BabelscopeError } from '../../rpc/failure';
import { languageOfName } from '../../text/file-language';
import type { Babelscope } from '../babelscope';
import { currentModel } from '../models';
import { freeName } from '../../app/tasks/result-name';

/** Languages of the reference repository's files, in their order. */
const published = ['en', 'zh', 'fr', 'es', 'vi', 'id', 'ja'];

/**
 * Reads a published neuron set, checks it against the model in use, and opens its contents as a page.
 * Published counts, one file per language, are turned into an atlas.
 */
export async function importNeurons(babelscope: Babelscope, chosen?: unknown): Promise<void> {
  const { context, runs } = babelscope;
  const files = chosen instanceof Uri ? [chosen] : await askFiles();
  const [file, another] = files;
  if (!file) return;
  const bytes = await read(file.fsPath);
  if (another || (await holdsCounts(bytes))) return importCounts(babelscope, files);
  const neurons = await readNeuronSet(bytes);
  const source = basename(file.fsPath);
  const languages = await askLanguages(
    `Languages in ${source}`,
    `It holds neurons of ${neurons.length} languages and does not say which. Name them in its order, e.g. en zh fr.`,
    published.slice(0, neurons.length),
    neurons.length,
  );
  if (!languages) return;
  const reference = await currentModel(context.extensionPath);
  const options = {
    location: ProgressLocation.Notification,
    title: `Holding ${source} against ${reference.name}`,
    cancellable: true,
  };
  const { name, identity, layers, dMlp } = await showProgress(options, (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return babelscope.open(reference, abort.signal);
  });
  const target = await freeName(
    await placeFor(file.fsPath, join(runs.storage, 'results')),
    source.replace(/(\.neuron)?(\.(pth|pt|bin))?$/, ''),
    '.neurons.babelscope.json',
  );
  const set = {
    ...{ source, languages, model: { name, identity, layers, dMlp } },
    neurons: neurons.map((language) => language.map((layer) => [...layer])),
    mismatch: mismatchOf(neurons, { name, layers, dMlp }),
  };
  await writeAtomically(target, encodeNeurons(set));
  await commands.executeCommand('vscode.open', Uri.file(target));
}

/** Published files have the endings .pth and .pt, or none. */
async function askFiles(): Promise<Uri[]> {
  const files = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: 'Import',
    title:
      'A neuron set (*.neuron.pth) or counts of all languages (activation.*), as LAPE’s reference code writes them',
  });
  return files ?? [];
}

/** Makes an atlas from counts, beside the first of their files, and opens its report. */
async function importCounts({ context, runs }: Babelscope, files: readonly Uri[]): Promise<void> {
  const parts = [];
  for (const { fsPath } of files) {
    const [file, bytes] = [basename(fsPath), await read(fsPath)];
    const counts = await readActivationCounts(bytes).catch((error: unknown) => {
      throw error instanceof BabelscopeError
        ? new BabelscopeError(error.code, `${file}: ${error.message}`)
        : error;
    });
    const language = languageOfName(file.replace(/^activation\./, '').replace(/\..*$/, ''));
    parts.push({ file, bytes, counts, language });
  }
  const names = parts.map(({ file }) => file).join(', ');
  const tags = await askLanguages(
    `Languages of ${names.length > 100 ? `${parts.length} files` : names}`,
    'Name the language of each file, in their order, e.g. en zh fr.',
    parts.every(({ language }) => language !== undefined) ? parts.map(({ language }) => language!) : [],
    parts.length,
    2,
  );
  if (!tags) return;
  const { version } = context.extension.packageJSON as { version: string };
  const atlas = atlasOfCounts(
    parts.map((part, k) => ({ ...part, language: tags[k] })),
    version,
  );
  const place = await placeFor(files[0].fsPath, join(runs.storage, 'results'));
  const target = await freeName(place, 'activation', '.lape.safetensors');
  await writeAtomically(target, encodeAtlas(atlas));
  await commands.executeCommand('vscode.open', Uri.file(target));
}

/** @throws BabelscopeError `neurons-broken` */
async function read(path: string): Promise<Uint8Array> {
  const refusal = (why: string, cause?: unknown) =>
    new BabelscopeError('neurons-broken', `${basename(path)} ${why}. Choose another file.`, { cause });
  return readWhole(path, largestTorchFile).catch((error: unknown) => {
    throw refusal(error instanceof UnreadableError ? error.message : 'cannot be read', error);
  });
}

/** The files contain no language names. @returns a tag for each of `count` languages */
async function askLanguages(
  title: string,
  prompt: string,
  proposed: readonly string[],
  count: number,
  least = 1,
): Promise<string[] | undefined> {
  if (count < least)
    throw new BabelscopeError(
      'neurons-broken',
      'Language neurons show between languages. Choose the counts of all languages at once.',
    );
  const answer = await ask({
    title,
    prompt,
    value: proposed.join(' '),
    validateInput: (text) => whyNot(tagsOf(text), count),
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : tagsOf(answer);
}

/** A word that is not a language name is kept as it is, and refused later. */
function tagsOf(text: string): string[] {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  return words.map((word) => languageOfName(word) ?? `?${word}`);
}

function whyNot(tags: string[], count: number): string | undefined {
  const unknown = tags.find((tag) => tag.startsWith('?'));
  if (unknown !== undefined) return `“${unknown.slice(1)}” is no language.`;
  if (new Set(tags).size < tags.length) return 'A language is there twice.';
  return tags.length === count ? undefined : `${count} languages are in the file; here are ${tags.length}.`;
}

/** Beside the file, if its folder is writable. */
async function placeFor(path: string, ours: string): Promise<string> {
  const folder = dirname(path);
  return access(folder, constants.W_OK).then(
    () => folder,
    () => ours,
  );
}

/** Why the set cannot belong to the model; undefined if it can. */
function mismatchOf(
  neurons: readonly (readonly Uint32Array[])[],
  { name, layers, dMlp }: { name: string; layers: number; dMlp: number },
): string | undefined {
  try {
    publishedMembers(neurons, { layers, dMlp });
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `It is not of ${name}: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
  }
}
