import {
  type Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  type TreeView,
  window,
} from 'vscode';
import type { EngineState } from '../../client/supervisor';
import type { OpenModel } from '../../protocol/engine';
import { withoutMarkdown } from '../../view/as-text';
import { formatBytes, formatCount } from '../../view/format';
import { commandIds, viewTypes } from '../../app/identifiers';
import type { Catalogue, Entry } from './catalogue';

/** The state of the engine that holds a model. */
export interface Running {
  state: EngineState;
  opened: OpenModel | undefined;
}

/** A suggested next step, shown while the user has no models of their own. */
interface Suggestion {
  label: string;
  icon: string;
  command: string;
}

type Node = Entry | Suggestion;

const suggestions: Suggestion[] = [
  { label: 'Download Model…', icon: 'cloud-download', command: commandIds.downloadModel },
  { label: 'Add Model Folder…', icon: 'add', command: commandIds.addModelFolder },
];

/** The models in the side bar. */
export class ModelTree implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: TreeView<Node>;
  #due: NodeJS.Timeout | undefined;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly running: (entry: Entry) => Running,
  ) {
    this.#view = window.createTreeView(viewTypes.models, { treeDataProvider: this });
    // Changes are not drawn while the view is hidden.
    this.#view.onDidChangeVisibility(() => this.refresh());
  }

  /** Something changed; delayed, so a run that starts and ends within a moment is drawn once. */
  refresh(): void {
    if (this.#view.visible) this.#due ??= setTimeout(() => this.#refresh(), 100);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return [];
    const entries = await this.catalogue.entries();
    return entries.length > 0 && entries.every(({ origin }) => origin === 'bundled')
      ? [...entries, ...suggestions]
      : entries;
  }

  getTreeItem(node: Node): TreeItem {
    return 'path' in node ? modelItem(node, this.running(node)) : suggestionItem(node);
  }

  dispose(): void {
    clearTimeout(this.#due);
    this.#view.dispose();
    this.#changed.dispose();
  }

  #refresh(): void {
    this.#due = undefined;
    this.#changed.fire(undefined);
  }
}

function suggestionItem({ label, icon, command }: Suggestion): TreeItem {
  const item = new TreeItem(label);
  item.id = command;
  item.iconPath = new ThemeIcon(icon);
  item.command = { command, title: label };
  item.contextValue = 'suggestion';
  return item;
}

const origins: Record<Entry['origin'], string> = {
  bundled: 'comes with Babelscope',
  folder: 'folder',
  downloaded: 'downloaded',
};
const icons: Record<Entry['origin'], string> = {
  bundled: 'telescope',
  folder: 'folder',
  downloaded: 'cloud-download',
};
const states: Record<EngineState, string | undefined> = {
  stopped: undefined,
  starting: 'loading',
  ready: 'loaded',
  working: 'working',
  failed: 'failed',
};

function modelItem(entry: Entry, { state, opened }: Running): TreeItem {
  const { name, folder, origin, graph, facts, inUse, problem } = entry;
  const loaded = state !== 'stopped' && state !== 'failed';
  const precision = facts?.precision ?? graph?.precision;
  const size = graph && formatBytes(graph.bytes);
  const shape = facts && `${facts.layers} × ${formatCount(facts.dMlp)} × ${formatCount(facts.vocabulary)}`;
  const refusal = loaded ? opened?.provider.refusal : undefined;
  const provider = loaded && opened ? providers[opened.provider.used] : undefined;
  const item = new TreeItem(name);
  item.id = folder;
  item.description = [
    inUse ? 'in use' : undefined,
    problem === undefined ? states[state] : 'cannot be used',
    // First, because a narrow side bar cuts off the end.
    refusal === undefined ? undefined : 'on CPU only',
    [size, precision].filter(Boolean).join(' '),
    shape,
    refusal === undefined ? provider : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
  const warn = problem !== undefined || refusal !== undefined || state === 'failed';
  item.iconPath = warn
    ? new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'))
    : new ThemeIcon(inUse ? 'check' : icons[origin]);
  item.contextValue = ['model', origin, loaded ? 'loaded' : 'stopped', inUse ? 'used' : 'unused'].join(' ');
  item.tooltip = tooltip(entry, [
    ['Kind', origins[origin]],
    ['Graph', graph && graph.file.slice(folder.length + 1)],
    ['Size', size],
    ['Precision', precision],
    [
      'Layers × d_mlp × vocabulary',
      shape ?? (problem === undefined ? 'known once it was opened' : undefined),
    ],
    ['Runs on', provider],
    ['State', [inUse ? 'in use' : undefined, states[state] ?? 'not loaded'].filter(Boolean).join(', ')],
    ['Note', problem ?? refusal],
  ]);
  item.accessibilityInformation = { label: `${name}, ${origins[origin]}, ${item.description}` };
  return item;
}

const providers: Record<OpenModel['provider']['used'], string> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  directml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
};

function tooltip({ name, folder }: Entry, rows: [string, string | undefined][]): MarkdownString {
  const known = rows.flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${value}`]));
  return new MarkdownString([name, folder, ...known].map(withoutMarkdown).join('\n\n'));
}
