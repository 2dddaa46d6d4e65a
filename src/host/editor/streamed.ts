import { type Disposable, Selection, type TextEditor, workspace } from 'vscode';
import { asWrittenIn } from './insert';

/**
 * Writes text into a document as it arrives, all as one undo step. Ends on its own, and reports it, when
 * someone else edits the document or its editor is gone: the written text stays, and nothing is written into
 * the user's typing.
 */
export class StreamedInsertion implements Disposable {
  #next: number;
  /** The latest part is held until another follows: only the very last may close the undo step. */
  #held = '';
  #writing = Promise.resolve();
  #written: { offset: number; text: string } | undefined;
  #ended = false;
  readonly #cursor: boolean;
  readonly #subscriptions: Disposable[];

  /**
   * @param offset UTF-16, in the editor's document
   * @param interrupted called once, when it ends on its own
   */
  constructor(
    private readonly editor: TextEditor,
    private readonly start: number,
    private readonly interrupted: () => void,
  ) {
    this.#next = start;
    this.#cursor = editor.selection.isEmpty;
    this.#subscriptions = [
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document !== editor.document || contentChanges.length === 0) return;
        const [change, ...more] = contentChanges;
        const own = this.#written;
        const isOwn =
          more.length === 0 &&
          own !== undefined &&
          change.rangeLength === 0 &&
          change.rangeOffset === own.offset &&
          change.text === own.text;
        if (!isOwn) this.#interrupt();
      }),
      workspace.onDidCloseTextDocument((document) => {
        if (document === editor.document) this.#interrupt();
      }),
    ];
  }

  write(text: string): void {
    if (text === '' || this.#ended) return;
    this.#push(this.#held, false);
    this.#held = text;
  }

  /** Writes the rest, and resolves when it is all in the document. */
  async finish(): Promise<void> {
    this.#push(this.#held, true);
    await this.#writing;
    if (!this.#ended && this.#cursor && this.#next > this.start) {
      const end = this.editor.document.positionAt(this.#next);
      this.editor.selection = new Selection(end, end);
    }
    this.#ended = true;
  }

  dispose(): void {
    this.#ended = true;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #push(text: string, last: boolean): void {
    if (text !== '') this.#writing = this.#writing.then(() => this.#insert(text, last));
  }

  async #insert(part: string, last: boolean): Promise<void> {
    if (this.#ended) return;
    const { document } = this.editor;
    const text = asWrittenIn(document, part);
    const offset = this.#next;
    this.#written = { offset, text };
    const undo = { undoStopBefore: offset === this.start, undoStopAfter: last };
    try {
      const done = await this.editor.edit((edit) => edit.insert(document.positionAt(offset), text), undo);
      if (done) this.#next = offset + text.length;
      else this.#interrupt();
    } catch {
      // The editor now shows another document, or none.
      this.#interrupt();
    }
  }

  #interrupt(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.interrupted();
  }
}
