import {
  DecorationRangeBehavior,
  type Disposable,
  type Range,
  type TextEditor,
  type TextEditorDecorationType,
  window,
} from 'vscode';
import type { InspectionFlow, InspectionResult } from '../../app/inspection/flow';
import { editorsOf, rangeIn } from './document';
import { stretchesOf } from '../../app/inspection/stretches';
import { tint } from '../../app/inspection/tints';

/** *Paint Editor*: the strip's tints in the editor itself, for as long as its text is what was inspected. */
export class Painter implements Disposable {
  /** One style per language and level, made when first needed. */
  readonly #styles = new Map<string, TextEditorDecorationType>();
  readonly #painted = new Map<TextEditor, InspectionResult>();
  #hidden: ReadonlySet<string> = new Set();
  #on = false;
  readonly #subscription: Disposable;

  constructor(private readonly flow: InspectionFlow) {
    this.#subscription = window.onDidChangeVisibleTextEditors(() => this.update());
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** The result currently painted. */
  get shown(): InspectionResult | undefined {
    return this.#on && !this.flow.stale ? this.flow.result : undefined;
  }

  turn(on: boolean): void {
    this.#on = on;
    this.update();
  }

  /** Languages that the page's legend has switched off. */
  hide(languages: readonly string[]): void {
    if (languages.length === this.#hidden.size && languages.every((language) => this.#hidden.has(language)))
      return;
    this.#hidden = new Set(languages);
    this.#painted.clear();
    this.update();
  }

  /** Updates what is painted in every visible editor; does nothing if it is already right. */
  update(): void {
    const result = this.shown;
    const editors = window.visibleTextEditors;
    for (const editor of this.#painted.keys()) if (!editors.includes(editor)) this.#painted.delete(editor);
    const due = result ? editorsOf(result.anchors.passage.uri) : [];
    for (const editor of [...this.#painted.keys()]) if (!due.includes(editor)) this.#clear(editor);
    if (!result) return;
    const fresh = due.filter((editor) => this.#painted.get(editor) !== result);
    for (const editor of fresh) this.#paint(editor, result);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const style of this.#styles.values()) style.dispose();
    this.#styles.clear();
  }

  #paint(editor: TextEditor, result: InspectionResult): void {
    const { document } = editor;
    const { languages } = result.inspection;
    const ranges = new Map<TextEditorDecorationType, Range[]>();
    for (const { language, level, start, end } of stretchesOf(
      result.anchors.passage,
      result.inspection,
      this.#hidden,
    )) {
      const style = this.#style(languages[language], level);
      const range = rangeIn(document, start, end);
      const same = ranges.get(style);
      if (same) same.push(range);
      else ranges.set(style, [range]);
    }
    for (const style of this.#styles.values()) editor.setDecorations(style, ranges.get(style) ?? []);
    this.#painted.set(editor, result);
  }

  #clear(editor: TextEditor): void {
    for (const style of this.#styles.values()) editor.setDecorations(style, []);
    this.#painted.delete(editor);
  }

  #style(language: string, level: number): TextEditorDecorationType {
    const key = `${language} ${level}`;
    let style = this.#styles.get(key);
    if (!style) {
      style = window.createTextEditorDecorationType({
        // Text typed at an edge was not part of the inspection.
        rangeBehavior: DecorationRangeBehavior.ClosedClosed,
        dark: { backgroundColor: tint(language, level, 'dark') },
        light: { backgroundColor: tint(language, level, 'light') },
      });
      this.#styles.set(key, style);
    }
    return style;
  }
}
