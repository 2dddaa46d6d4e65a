import type { Uri, WebviewPanel } from 'vscode';
import {
  type NeuronSet,
  type NeuronsHostMethods,
  neuronsPage,
  type NeuronsSnapshot,
} from '../../../protocol/neurons';
import type { NoMethods } from '../../../protocol/page';
import { pageIn } from '../page';
import type { FileKind, OpenFile, SavedFile } from '../saved/kind';

/** Imported neuron sets that are open. */
export class NeuronFiles implements FileKind<NeuronSet> {
  constructor(private readonly extensionUri: Uri) {}

  open({ uri, name, content }: SavedFile<NeuronSet>): OpenFile {
    const snapshot: NeuronsSnapshot = { name, set: content.value, failure: content.failure };
    return { uri, resolve: (panel) => this.#resolve(panel, snapshot), dispose: () => undefined };
  }

  #resolve(panel: WebviewPanel, snapshot: NeuronsSnapshot): void {
    pageIn<NeuronsHostMethods, NoMethods>(panel, {
      page: neuronsPage,
      extensionUri: this.extensionUri,
      handlers: { ready: () => snapshot },
    });
  }
}
