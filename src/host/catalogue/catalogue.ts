import { basename } from 'node:path';
import { workspace } from 'vscode';
import { bundledModel, nameAt } from '../../model/catalogue';
import { findModelFiles } from '../../model/folder';
import { folderOfGraph, type GraphFile, measureGraphs } from '../../model/graph-files';
import type { Downloaded } from '../../model/hub/downloads';
import type { ModelReference } from '../../model/reference';
import type { OpenModel } from '../../protocol/engine';
import { toFailure } from '../../rpc/failure';
import { expandHome, liesInWorkspace } from '../models';
import { readSettings } from '../settings';
import type { Facts, FactsMemory } from './facts';

/** A model as listed; only names and sizes are read for it. */
export interface Entry {
  /** The value of the setting `babelscope.model` for it: empty for the bundled one. */
  path: string;
  name: string;
  folder: string;
  origin: 'bundled' | 'folder' | 'downloaded';
  /** All graphs of the folder. */
  graphs: GraphFile[];
  /** The one that is or would be used. */
  graph: GraphFile | undefined;
  /** Undefined until it has been opened once. */
  facts: Facts | undefined;
  inUse: boolean;
  /** Why it cannot be used, in a sentence. */
  problem: string | undefined;
}

/** Whether a command was given a row of the list. */
export function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'folder' in value && 'graphs' in value;
}

/** The models the user can pick: the bundled one, their own folders, and downloads. */
export class Catalogue {
  readonly #opened = new Map<string, OpenModel>();

  constructor(
    private readonly root: string,
    private readonly facts: FactsMemory,
    private readonly downloads: () => Promise<Downloaded[]>,
  ) {}

  async entries(): Promise<Entry[]> {
    const { model, modelFolders } = readSettings();
    const downloaded = await this.downloads();
    const fetched = new Map(downloaded.map((each) => [each.folder, each]));
    const paths = [...(model === '' ? [] : [model]), ...modelFolders, ...fetched.keys()];
    const byFolder = new Map<string, string>();
    for (const path of paths.map(expandHome)) {
      const folder = path.endsWith('.onnx') ? folderOfGraph(path) : path;
      // The setting comes first, so its choice of graph is kept.
      if (!byFolder.has(folder)) byFolder.set(folder, path);
    }
    const entries = [...byFolder].map(async ([folder, path]) => {
      const download = fetched.get(folder);
      const origin = download ? 'downloaded' : 'folder';
      const entry = await this.#entry(path, folder, origin, expandHome(model));
      return download && !download.complete ? { ...entry, problem: unfinished } : entry;
    });
    const all = await Promise.all([...this.#bundled(model), ...entries]);
    const order = ['bundled', 'folder', 'downloaded'];
    return all.sort(
      (a, b) => order.indexOf(a.origin) - order.indexOf(b.origin) || a.name.localeCompare(b.name, 'en') || 0,
    );
  }

  /** Records what a model turned out to be. */
  async opened({ folder, graph: chosen }: ModelReference, description: OpenModel): Promise<void> {
    this.#opened.set(folder, description);
    const graph = await graphOf(folder, chosen);
    if (graph) this.facts.keep(graph.file, graph.bytes, description);
  }

  /** What a folder's model was when it was last opened in this window. */
  openedIn(folder: string): OpenModel | undefined {
    return this.#opened.get(folder);
  }

  #bundled(model: string): Promise<Entry>[] {
    try {
      const { folder } = bundledModel(this.root);
      return [this.#entry('', folder, 'bundled', model)];
    } catch {
      return [];
    }
  }

  async #entry(path: string, folder: string, origin: Entry['origin'], model: string): Promise<Entry> {
    const chosen = path.endsWith('.onnx') ? path : undefined;
    const bare = { path, folder, origin, inUse: model === path };
    const name = origin === 'bundled' ? basename(folder) : nameAt(path);
    const none = { graphs: [], graph: undefined, facts: undefined };
    if (!workspace.isTrusted && liesInWorkspace(folder))
      return { ...bare, ...none, name, problem: 'It lies in this workspace, which is not trusted.' };
    const graphs = await measureGraphs(folder);
    const [graph, problem] = await Promise.all([graphOf(folder, chosen, graphs), problemOf(folder)]);
    const facts = graph && this.facts.of(graph.file, graph.bytes);
    return { ...bare, name, graphs, graph, facts, problem };
  }
}

const unfinished = 'Its download is not complete. Run “Download Model…” again to go on with it.';

async function problemOf(folder: string): Promise<string | undefined> {
  try {
    await findModelFiles(folder);
    return undefined;
  } catch (error) {
    return toFailure(error).message;
  }
}

/** The graph that was chosen, or else the one used by default. */
async function graphOf(
  folder: string,
  chosen: string | undefined,
  graphs?: GraphFile[],
): Promise<GraphFile | undefined> {
  const file = chosen ?? (await findModelFiles(folder).catch(() => undefined));
  return (graphs ?? (await measureGraphs(folder))).find((graph) => graph.file === file);
}
