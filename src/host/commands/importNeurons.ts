import { access, constants, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { commands, ProgressLocation, Uri, window } from 'vscode';
import { writeAtomically } from '../../files/atomic';
import { encodeNeurons } from '../../files/neurons';
import { readNeuronSet } from '../../files/neuron-set';
import { publishedMembers } from '../../lape/published';
import { BabelscopeError } from '../../protocol/failure';
import { languageOfName } from '../../text/file-language';
import type { Babelscope } from '../babelscope';
import { currentModel } from '../models';
import { freeName } from '../runs/resultName';

/** Of the reference repository's files, in their order. */
const published = ['en', 'zh', 'fr', 'es', 'vi', 'id', 'ja'];
/** Bytes; what is larger is no neuron set, and is not even read. */
const largest = 256 * 1024 * 1024;

/** Reads a published `*.neuron.pth`, holds it against the model in use, and opens what is in it as a page. */
export async function importNeurons(babelscope: Babelscope, chosen?: unknown): Promise<void> {
  const { context, runs } = babelscope;
  const file = chosen instanceof Uri ? chosen : await askFile();
  if (!file) return;
  const neurons = await read(file.fsPath);
  const source = basename(file.fsPath);
  const languages = await askLanguages(source, neurons.length);
  if (!languages) return;
  const reference = await currentModel(context.extensionPath);
  const options = {
    location: ProgressLocation.Notification,
    title: `Holding ${source} against ${reference.name}`,
    cancellable: true,
  };
  const { name, identity, layers, dMlp } = await window.withProgress(options, (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return babelscope.open(reference, abort.signal);
  });
  const target = await freeName(
    await placeFor(file.fsPath, join(runs.storage, 'results')),
    source.replace(/(\.neuron)?\.pth$/, ''),
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

async function askFile(): Promise<Uri | undefined> {
  const [file] =
    (await window.showOpenDialog({
      filters: { 'Published neuron set': ['pth'] },
      openLabel: 'Import',
      title: 'A *.neuron.pth of LAPE’s reference repository',
    })) ?? [];
  return file;
}

/** @throws BabelscopeError `neurons-broken` */
async function read(path: string): Promise<Uint32Array[][]> {
  const refusal = (why: string, cause?: unknown) =>
    new BabelscopeError('neurons-broken', `${basename(path)} ${why}. Choose another file.`, { cause });
  const found = await stat(path).catch((error: unknown) => {
    throw refusal('cannot be read', error);
  });
  if (found.size > largest) throw refusal('is larger than any neuron set');
  return readNeuronSet(await readFile(path));
}

/** The file holds no names. @returns a tag for each of its languages */
async function askLanguages(source: string, count: number): Promise<string[] | undefined> {
  const answer = await window.showInputBox({
    title: `Languages in ${source}`,
    prompt: `It holds neurons of ${count} languages and does not say which. Name them in its order, e.g. en zh fr.`,
    value: published.slice(0, count).join(' '),
    validateInput: (text) => whyNot(tagsOf(text), count),
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : tagsOf(answer);
}

/** A word that names no language stands for itself, and is refused. */
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

/** Beside the file, where that can be written to. */
async function placeFor(path: string, ours: string): Promise<string> {
  const folder = dirname(path);
  return access(folder, constants.W_OK).then(
    () => folder,
    () => ours,
  );
}

/** Why the set cannot be of the model; undefined where it can. */
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
