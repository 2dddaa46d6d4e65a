import {
  type CustomReadonlyEditorProvider,
  type Disposable,
  type Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { broken, longestSaved, parseSaved, type SavedJson, unknownKind } from '../../../files/saved';
import { type Failure, toFailure } from '../../../rpc/failure';
import { viewTypes } from '../../identifiers';
import type { FileKind, OpenFile } from './kind';

/** Opens `*.babelscope.json` in the page of its kind. */
export class SavedEditor implements CustomReadonlyEditorProvider<OpenFile>, Disposable {
  readonly #kinds: ReadonlyMap<string, FileKind>;
  readonly #registration: Disposable;

  /** @param refuse shows a file that is of no kind, and why */
  constructor(
    kinds: readonly FileKind[],
    private readonly refuse: (uri: Uri, failure: Failure) => OpenFile,
  ) {
    this.#kinds = new Map(kinds.map((kind) => [kind.format, kind]));
    this.#registration = window.registerCustomEditorProvider(viewTypes.experiment, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  async openCustomDocument(uri: Uri): Promise<OpenFile> {
    const name = uri.path.split('/').pop() ?? uri.toString();
    try {
      const raw = await read(uri, name);
      const kind = this.#kinds.get(String(raw['format']));
      if (!kind) throw unknownKind(raw, name);
      return kind.open({ uri, name, raw });
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

async function read(uri: Uri, name: string): Promise<SavedJson> {
  const { size } = await workspace.fs.stat(uri);
  // At most three bytes are a UTF-16 unit.
  if (size > 3 * longestSaved)
    throw broken(`${name} is too large for a saved result. Open it as text, or open another file.`);
  return parseSaved(new TextDecoder().decode(await workspace.fs.readFile(uri)), name);
}
