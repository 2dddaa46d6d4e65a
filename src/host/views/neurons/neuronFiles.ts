import type { Uri, WebviewPanel } from 'vscode';
import { neuronsFormat, recallNeurons } from '../../../files/neurons';
import { toFailure } from '../../../rpc/failure';
import type { NeuronsHostMethods, NeuronsPageMethods, NeuronsSnapshot } from '../../../protocol/neurons';
import type { Parsers } from '../../../rpc/rpc';
import { pageIn } from '../page';
import { nothing, parser } from '../parser';
import type { FileKind, OpenFile, SavedFile } from '../saved/kind';

const requests: Parsers<NeuronsHostMethods> = { ready: parser('neuron set', nothing) };

/** Imported neuron sets that are open. */
export class NeuronFiles implements FileKind {
  readonly format = neuronsFormat;

  constructor(private readonly extensionUri: Uri) {}

  open({ uri, name, raw }: SavedFile): OpenFile {
    const snapshot = read(raw, name);
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

/** What is wrong with a file stands where its set would be. */
function read(raw: SavedFile['raw'], name: string): NeuronsSnapshot {
  try {
    return { name, set: recallNeurons(raw, name), failure: undefined };
  } catch (error) {
    return { name, set: undefined, failure: toFailure(error) };
  }
}
