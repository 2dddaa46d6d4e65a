import type { CustomDocument, CustomReadonlyEditorProvider, Disposable, Uri, WebviewPanel } from 'vscode';
import { toFailure } from '../../../protocol/failure';
import type { Run } from '../../steering/run';
import { nameOf, readExperiment } from '../../steering/experimentFile';
import type { SteeringFlow } from '../../steering/flow';
import type { Steering } from '../../steering/steering';
import { steeringHandlers } from './handlers';
import { steeringPage } from './view';

/** A saved experiment, as it was when it was opened. Runs of its page are saved to a file like any other. */
class ExperimentDocument implements CustomDocument {
  constructor(
    readonly uri: Uri,
    readonly flow: SteeringFlow,
    private readonly ended: () => void,
  ) {}

  dispose(): void {
    this.flow.dispose();
    this.ended();
  }
}

/** Opens `*.babelscope.json` in the page that made it. */
export class ExperimentEditor implements CustomReadonlyEditorProvider<ExperimentDocument>, Disposable {
  readonly #open = new Map<SteeringFlow, { uri: Uri; panels: Set<WebviewPanel>; show: Set<() => void> }>();

  constructor(
    private readonly extensionUri: Uri,
    private readonly steering: Steering,
  ) {}

  /** All that are open. */
  get flows(): SteeringFlow[] {
    return [...this.#open.keys()];
  }

  /** The one that a person works in. */
  get active(): SteeringFlow | undefined {
    return this.flows.find((flow) => [...(this.#open.get(flow)?.panels ?? [])].some((panel) => panel.active));
  }

  isVisible(flow: SteeringFlow): boolean {
    return [...(this.#open.get(flow)?.panels ?? [])].some((panel) => panel.visible);
  }

  /** The file that an experiment was read from. */
  fileOf(flow: SteeringFlow): Uri | undefined {
    return this.#open.get(flow)?.uri;
  }

  async openCustomDocument(uri: Uri): Promise<ExperimentDocument> {
    const show = new Set<() => void>();
    const changed = () => {
      for (const each of show) each();
    };
    const flow = this.steering.createFlow({
      changed,
      experiment: { name: nameOf(uri), ...(await read(uri)) },
    });
    this.#open.set(flow, { uri, panels: new Set(), show });
    return new ExperimentDocument(uri, flow, () => this.#open.delete(flow));
  }

  resolveCustomEditor({ flow }: ExperimentDocument, panel: WebviewPanel): void {
    const page = steeringPage(panel.webview, this.extensionUri, steeringHandlers(this.steering, flow));
    const open = this.#open.get(flow);
    const show = () => page.tell('show', flow.snapshot);
    open?.panels.add(panel);
    open?.show.add(show);
    panel.onDidChangeViewState(() => {
      if (!panel.visible) page.endLife();
    });
    panel.onDidDispose(() => {
      page.dispose();
      open?.panels.delete(panel);
      open?.show.delete(show);
    });
  }

  dispose(): void {
    for (const flow of this.flows) flow.dispose();
  }
}

/** What is wrong with a file is shown where its run would be. */
async function read(uri: Uri): Promise<{ run: Run } | { failure: ReturnType<typeof toFailure> }> {
  try {
    return { run: await readExperiment(uri) };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}
