import { basename, posix } from 'node:path';
import { isDataOf, saidPrecision } from '../graph-files';
import type { Listing, RemoteFile } from './listing';

/** A file to fetch, and where it goes in the model's folder. */
export interface WantedFile extends RemoteFile {
  /** Relative to the model's folder, with `/`. */
  target: string;
}

/** One of the graphs of a repository, with all that it takes to use it. */
export interface Variant {
  /** Such as `q4`, the folder's or the file's name; unique among a repository's. */
  name: string;
  /** Its folder in the repository, or the one with `onnx/`; variants of one origin can lie in one folder here. */
  origin: string;
  /** Added to the model's name for the folder it goes into, where the repository has several origins. */
  suffix: string;
  /** The graph's path in the repository. */
  graph: string;
  files: WantedFile[];
  bytes: number;
}

/** Beside the graph and its weights, nothing else is ever fetched. */
const [tokenizer, config, genai] = ['tokenizer.json', 'config.json', 'genai_config.json'];
/** One of them is enough: the builder of onnxruntime-genai writes only the second, as a rule. */
const configurations = [config, genai];
const companionNames = [
  config,
  tokenizer,
  'tokenizer_config.json',
  'generation_config.json',
  genai,
  'chat_template.jinja',
];
/** Graphs that do not stand alone: halves of encoder-decoders, and caches of their own. */
const partial = /(encoder|with_past|vision|audio|embed|prefill)/i;

/** The graphs of a repository that can be used, smallest first. Those without a configuration and a tokenizer cannot. */
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
 * The variant that a person means: by its name, its graph's path, or the path or name of a folder that holds one alone.
 */
export function findVariant(variants: readonly Variant[], said: string): Variant | undefined {
  const exact = variants.find(({ name, graph }) => name === said || graph === said);
  if (exact) return exact;
  const folder = said.replace(/\/+$/, '');
  const inside = variants.filter(({ origin }) => origin === folder || basename(origin) === folder);
  return inside.length === 1 ? inside[0] : undefined;
}

/** Names each by its folder where there are several, as onnxruntime-genai's repositories have, and by its path if need be. */
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
