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
  /** Such as `q4`, or the file's name; unique among a repository's. */
  name: string;
  /** The graph's path in the repository. */
  graph: string;
  files: WantedFile[];
  bytes: number;
}

/** Beside the graph and its weights, nothing else is ever fetched. */
const required = ['config.json', 'tokenizer.json'];
const optional = [
  'tokenizer_config.json',
  'generation_config.json',
  'genai_config.json',
  'chat_template.jinja',
];
/** Graphs that do not stand alone: halves of encoder-decoders, and caches of their own. */
const partial = /(encoder|with_past|vision|audio|embed|prefill)/i;

/** The graphs of a repository that can be used, smallest first. Those without a configuration and a tokenizer cannot. */
export function variantsOf({ files }: Listing): Variant[] {
  const found: Variant[] = [];
  for (const graph of files.filter(({ path }) => path.endsWith('.onnx'))) {
    const name = basename(graph.path);
    if (partial.test(name) || !/^[\w.-]+$/.test(name)) continue;
    const home = homeOf(graph.path, files);
    if (home === undefined) continue;
    const directory = posix.dirname(graph.path);
    const data = files.filter(
      ({ path }) => posix.dirname(path) === directory && isDataOf(name, basename(path)),
    );
    const inside = posix.relative(home, directory);
    const place = inside === '' ? '' : 'onnx/';
    const parts = [graph, ...data].map((file) => ({ ...file, target: place + basename(file.path) }));
    const companions = [...required, ...optional].flatMap((target) => {
      const file = files.find(({ path }) => path === posix.join(home, target));
      return file ? [{ ...file, target }] : [];
    });
    const wanted = [...companions, ...parts];
    const bytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
    found.push({ name: nameOf(graph.path), graph: graph.path, files: wanted, bytes });
  }
  const names = found.map(({ name }) => name);
  const unique = found.map((variant) =>
    names.filter((name) => name === variant.name).length > 1 ? { ...variant, name: variant.graph } : variant,
  );
  return unique.sort((a, b) => a.bytes - b.bytes || (a.graph < b.graph ? -1 : 1));
}

/** The folder with the configuration and tokenizer of a graph: its own, or the nearest above. */
function homeOf(graph: string, files: readonly RemoteFile[]): string | undefined {
  const paths = new Set(files.map(({ path }) => path));
  for (let folder = posix.dirname(graph); ; folder = posix.dirname(folder)) {
    if (required.every((name) => paths.has(posix.join(folder, name)))) return folder;
    if (folder === '.') return undefined;
  }
}

function nameOf(graph: string): string {
  const stem = basename(graph, '.onnx');
  return stem === 'model' ? 'model' : (saidPrecision(graph) ?? stem);
}
