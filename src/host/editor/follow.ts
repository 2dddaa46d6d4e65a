import { type Disposable, type TextEditor, type TextEditorSelectionChangeEvent, window } from 'vscode';
import type { InspectionFlow } from '../../app/inspection/flow';
import { isDocument } from './activeEditor';
import { tokenAt } from '../../app/inspection/tokens';

export interface FollowOptions {
  flow: InspectionFlow;
  /** Whether the inspector is visible; nothing is followed otherwise. */
  visible(): boolean;
  /** *Follow Selection* is on. */
  following(): boolean;
  /** Milliseconds to wait before a moved selection is inspected. */
  delay(): number;
  inspect(editor: TextEditor): void;
  highlight(inspection: number, token: number): void;
}

/**
 * What moving the selection does: a cursor inside the inspected text highlights its token; with *Follow
 * Selection* on, any other selection is inspected after a short delay.
 */
export class SelectionWatch implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  #highlighted: { inspection: number; token: number } | undefined;
  /** The selection that `revealToken` is about to make; it must not trigger an inspection. */
  #own: { uri: string; start: number; end: number } | undefined;
  readonly #subscription: Disposable;

  constructor(private readonly options: FollowOptions) {
    this.#subscription = window.onDidChangeTextEditorSelection((event) => this.#moved(event));
  }

  /** Announces a selection made by the page. */
  expect(uri: string, start: number, end: number): void {
    this.#own = { uri, start, end };
  }

  dispose(): void {
    this.#subscription.dispose();
    clearTimeout(this.#timer);
  }

  #moved(event: TextEditorSelectionChangeEvent): void {
    if (!this.options.visible() || !isDocument(event.textEditor) || this.#isOwn(event)) return;
    this.#own = undefined;
    clearTimeout(this.#timer);
    const inside = this.#highlight(event);
    if (inside || !this.options.following()) return;
    this.#timer = setTimeout(() => this.options.inspect(event.textEditor), this.options.delay());
  }

  #isOwn({ textEditor: { document }, selections }: TextEditorSelectionChangeEvent): boolean {
    const own = this.#own;
    if (!own || selections.length !== 1 || document.uri.toString() !== own.uri) return false;
    return (
      document.offsetAt(selections[0].start) === own.start && document.offsetAt(selections[0].end) === own.end
    );
  }

  /** @returns whether the selection is a mere cursor inside the inspected text, or the inspected text itself */
  #highlight({ textEditor: { document }, selections }: TextEditorSelectionChangeEvent): boolean {
    const { result, stale, passage, failure } = this.options.flow;
    const offsets = selections.map(({ start, end }) => [document.offsetAt(start), document.offsetAt(end)]);
    const here = !stale && passage?.uri === document.uri.toString();
    const same =
      here &&
      !failure &&
      offsets.length === passage.segments.length &&
      passage.segments.every(
        ({ start, text }, index) => start === offsets[index][0] && start + text.length === offsets[index][1],
      );
    if (!result) return same;
    const [start, end] = offsets[0];
    const cursor = here && passage === result.anchors.passage && offsets.length === 1 && start === end;
    const token = cursor ? tokenAt(passage, result.inspection, start) : -1;
    const inspection = result.inspection.id;
    const old = this.#highlighted;
    if (old?.inspection !== inspection ? token >= 0 : old.token !== token) {
      this.#highlighted = { inspection, token };
      this.options.highlight(inspection, token);
    }
    return same || token >= 0;
  }
}
