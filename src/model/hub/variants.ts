import { basename, posix } from 'node:path';
import { isDataOf, saidPrecision } from '../graph-files';
import type { Listing, RemoteFile } from './listing';

/** A file to fetch, and its place in the model's folder. */
export interface WantedFile extends RemoteFile {
  /** Relative to the model's folder, with `/`. */
  target: string;
}

/** One of a repository's graphs, with everything needed to use it. */
export interface Variant {
  /** Such as `q4`, the folder's or the file's name; unique within a repository. */
  name: string;
  /**
   * Its folder in the repository, or the one that contains `onnx/`; variants of one origin can share a local
   * folder.
   */
  origin: string;
  /** Appended to the model's name for its local folder, if the repository has several origins. */
  suffix: string;
  /** The graph's path in the repository. */
  graph: string;
  files: WantedFile[];
  bytes: number;
}

/** Apart from the graph and its weights, only these are ever fetched. */
const [tokenizer, config, genai] = ['tokenizer.json', 'config.json', 'genai_config.json'];
/** One of them suffices: onnxruntime-genai's builder usually writes only the second. */
const configurations = [config, genai];
const companionNames = [
  config,
  tokenizer,
  'tokenizer_config.json',
  'generation_config.json',
  genai,
  'chat_template.jinja',
];
/** Graphs that are incomplete: halves of encoder-decoders, and graphs that only work with a cache. */
const partial = /(encoder|with_past|vision|audio|embed|prefill)/i;

/**
 * The usable graphs of a repository, smallest first. Those without a configuration and a tokenizer are not
 * usable.
 */
export function variantsOf({ files }: Listing): Variant[] {
  const graphs = files.flatMap((graph) => {
    const name = basename(graph.path);
    if (!/^[\w.-]+\.onnx$/.test(name) || partial.test(name)) return [];
    const home = homeOf(graph.path, files);
    return home === undefined ? [] : [{ graph, name, home }];
  });
  const found = graphs.map(({ graph, name, home }): Variant => {
    const directory = posix.dirname(graph.path);
    const data = files.filter(
      ({ path }) => posix.dirname(path) === directory && isDataOf(name, basename(path)),
    );
    const inside = posix.relative(home, directory);
    const place = inside === '' ? '' : 'onnx/';
    const parts = [graph, ...data].map((file) => ({ ...file, target: place + basename(file.path) }));
    // It names one of several graphs, and a folder without that one would not open.
    const several = graphs.filter((each) => each.home === home).length > 1;
    const misleads = several && files.some(({ path }) => path === posix.join(home, config));
    const companions = companionNames.flatMap((target) => {
      const file = files.find(({ path }) => path === posix.join(home, target));
      return file && !(target === genai && misleads) ? [{ ...file, target }] : [];
    });
    const wanted = [...companions, ...parts];
    const bytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
    const origin = inside === 'onnx' ? home : directory;
    return { name: nameOf(graph.path), origin, suffix: '', graph: graph.path, files: wanted, bytes };
  });
  return distinct(found).sort((a, b) => a.bytes - b.bytes || (a.graph < b.graph ? -1 : 1));
}

/**
 * The variant that a user's text refers to: by its name, its graph's path, or the path or name of a folder
 * that holds only this one.
 */
export function findVariant(variants: readonly Variant[], said: string): Variant | undefined {
  const exact = variants.find(({ name, graph }) => name === said || graph === said);
  if (exact) return exact;
  const folder = said.replace(/\/+$/, '');
  const inside = variants.filter(({ origin }) => origin === folder || basename(origin) === folder);
  return inside.length === 1 ? inside[0] : undefined;
}

/**
 * Names each by its folder if there are several, as in onnxruntime-genai's repositories, and by its path if
 * necessary.
 */
function distinct(variants: readonly Variant[]): Variant[] {
  const origins = variants.map(({ origin }) => origin);
  const named = variants.map((variant): Variant => {
    const folder = basename(variant.origin);
    if (variant.origin === '.' || new Set(origins).size === 1) return variant;
    const alone = origins.filter((origin) => origin === variant.origin).length === 1;
    const suffix = `-${folder.replace(/[^\w.-]/g, '_')}`;
    return { ...variant, name: alone ? folder : `${folder}/${variant.name}`, suffix };
  });
  const names = named.map(({ name }) => name);
  return named.map((variant) =>
    names.filter((name) => name === variant.name).length > 1 ? { ...variant, name: variant.graph } : variant,
  );
}

/** The folder with the configuration and tokenizer of a graph: its own, or the nearest above. */
function homeOf(graph: string, files: readonly RemoteFile[]): string | undefined {
  const paths = new Set(files.map(({ path }) => path));
  for (let folder = posix.dirname(graph); ; folder = posix.dirname(folder)) {
    const has = (name: string) => paths.has(posix.join(folder, name));
    if (has(tokenizer) && configurations.some(has)) return folder;
    if (folder === '.') return undefined;
  }
}

function nameOf(graph: string): string {
  const stem = basename(graph, '.onnx');
  return stem === 'model' ? 'model' : (saidPrecision(graph) ?? stem);
}
