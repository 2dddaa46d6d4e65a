import { type CustomReadonlyEditorProvider, type Disposable, Uri, type WebviewPanel, window } from 'vscode';
import { broken } from '../../../files/saved';
import { UnreadableError } from '../../../files/whole';
import { type Failure, toFailure } from '../../../rpc/failure';
import { viewTypes } from '../../../app/identifiers';
import { readFrom } from '../../read';
import { nameOf } from '../../saveFile';
import type { FileKind, FileKinds, OpenFile } from './kind';
import { largestSaved, readSaved } from '../../../app/saved/read';

/** Opens `*.babelscope.json` in the page for its kind. */
export class SavedEditor implements CustomReadonlyEditorProvider<OpenFile>, Disposable {
  readonly #registration: Disposable;

  /** @param refuse shows a file of unknown kind, and why */
  constructor(
    private readonly kinds: FileKinds,
    private readonly extensionUri: Uri,
    private readonly refuse: (uri: Uri, failure: Failure) => OpenFile,
  ) {
    this.#registration = window.registerCustomEditorProvider(viewTypes.experiment, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  async openCustomDocument(uri: Uri): Promise<OpenFile> {
    const name = nameOf(uri);
    try {
      const script = Uri.joinPath(this.extensionUri, 'dist', 'saved.js').fsPath;
      const { format, content } = await readSaved(await bytesOf(uri, name), name, script);
      // The format determines the type of the file's contents, which TypeScript cannot see.
      const kind = this.kinds[format] as FileKind<unknown>;
      return kind.open({ uri, name, content });
    } catch (error) {
      return this.refuse(uri, toFailure(error));
    }
  }

  resolveCustomEditor(file: OpenFile, panel: WebviewPanel): void {
    file.resolve(panel);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

async function bytesOf(uri: Uri, name: string): Promise<Uint8Array> {
  return readFrom(uri, largestSaved).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    throw broken(`${name} ${error.message}. Open another file.`);
  });
}
