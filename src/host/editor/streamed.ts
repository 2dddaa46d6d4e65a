import { type Disposable, Selection, type TextEditor, workspace } from 'vscode';
import { asWrittenIn } from './insert';

/**
 * Writes text into a document as it comes, all of it one step of undo. Ends by itself, and says so, when someone else
 * edits the document or its editor is gone: what was written stays, and nothing is written into what a person types.
 */
export class StreamedInsertion implements Disposable {
  #next: number;
  /** The part that came last waits for the one behind it: only the very last may close the undo step. */
  #held = '';
  #writing = Promise.resolve();
  #written: { offset: number; text: string } | undefined;
  #ended = false;
  readonly #cursor: boolean;
  readonly #subscriptions: Disposable[];

  /**
   * @param offset UTF-16, in the editor's document
   * @param interrupted called once, when it ends by itself
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

  /** Writes what is left, and resolves when all of it stands there. */
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
      // The editor shows another document by now, or none.
      this.#interrupt();
    }
  }

  #interrupt(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.interrupted();
  }
}
