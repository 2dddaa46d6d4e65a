import type { Uri, WebviewPanel } from 'vscode';
import type {
  NeuronSet,
  NeuronsHostMethods,
  NeuronsPageMethods,
  NeuronsSnapshot,
} from '../../../protocol/neurons';
import type { Parsers } from '../../../rpc/rpc';
import { pageIn } from '../page';
import { nothing, parser } from '../parser';
import type { FileKind, OpenFile, SavedFile } from '../saved/kind';

const requests: Parsers<NeuronsHostMethods> = { ready: parser('neuron set', nothing) };

/** Imported neuron sets that are open. */
export class NeuronFiles implements FileKind<NeuronSet> {
  constructor(private readonly extensionUri: Uri) {}

  open({ uri, name, content }: SavedFile<NeuronSet>): OpenFile {
    const snapshot: NeuronsSnapshot = { name, set: content.value, failure: content.failure };
    return { uri, resolve: (panel) => this.#resolve(panel, snapshot), dispose: () => undefined };
  }

  #resolve(panel: WebviewPanel, snapshot: NeuronsSnapshot): void {
    pageIn<NeuronsHostMethods, NeuronsPageMethods>(panel, {
      ...{ page: 'neurons', title: 'Neuron set', extensionUri: this.extensionUri },
      handlers: { ready: () => snapshot },
      requests,
    });
  }
}
