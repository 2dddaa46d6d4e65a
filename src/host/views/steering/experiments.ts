import type { Disposable, Uri, WebviewPanel } from 'vscode';
import type { Experiment } from '../../../results/experiment/file';
import {
  type SteeringHostMethods,
  steeringPage,
  type SteeringPageMethods,
} from '../../../protocol/steering-page';
import type { Failure } from '../../../rpc/failure';
import { nameOf } from '../../saveFile';
import { recallExperiment } from '../../steering/experimentFile';
import type { SteeringFlow, SteeringFlowOptions } from '../../../app/steering/flow';
import { pageIn } from '../page';
import type { FileKind, OpenFile, SavedFile } from '../saved/kind';
import type { SteeringActs } from './handlers';
import { steeringHandlers } from './handlers';

/**
 * Open saved experiments: each in the page that made it, unchanged. Runs made in the page are saved like any
 * other.
 */
export class Experiments implements FileKind<Experiment>, Disposable {
  readonly #open = new Map<SteeringFlow, { uri: Uri; panels: Set<WebviewPanel>; show: Set<() => void> }>();

  constructor(
    private readonly extensionUri: Uri,
    private readonly steering: SteeringActs & {
      createFlow(own: Pick<SteeringFlowOptions, 'changed' | 'experiment'>): SteeringFlow;
    },
  ) {}

  /** The flows of all open experiments. */
  get flows(): SteeringFlow[] {
    return [...this.#open.keys()];
  }

  /** The one the user is working in. */
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

  open({ uri, name, content }: SavedFile<Experiment>): OpenFile {
    return content.failure
      ? this.refuse(uri, content.failure)
      : this.#opened(uri, { name, run: recallExperiment(content.value) });
  }

  /** A file that cannot be shown: the page says why in place of its run. */
  readonly refuse = (uri: Uri, failure: Failure): OpenFile =>
    this.#opened(uri, { name: nameOf(uri), failure });

  dispose(): void {
    for (const flow of this.flows) flow.dispose();
  }

  #opened(uri: Uri, experiment: SteeringFlowOptions['experiment']): OpenFile {
    const show = new Set<() => void>();
    const changed = () => {
      for (const each of show) each();
    };
    const flow = this.steering.createFlow({ changed, experiment });
    this.#open.set(flow, { uri, panels: new Set(), show });
    return {
      uri,
      resolve: (panel) => this.#resolve(flow, panel),
      dispose: () => {
        flow.dispose();
        this.#open.delete(flow);
      },
    };
  }

  #resolve(flow: SteeringFlow, panel: WebviewPanel): void {
    const page = pageIn<SteeringHostMethods, SteeringPageMethods>(panel, {
      page: steeringPage,
      extensionUri: this.extensionUri,
      handlers: steeringHandlers(this.steering, flow),
    });
    const open = this.#open.get(flow);
    const show = () => page.tell('show', flow.snapshot);
    open?.panels.add(panel);
    open?.show.add(show);
    panel.onDidDispose(() => {
      open?.panels.delete(panel);
      open?.show.delete(show);
    });
  }
}
