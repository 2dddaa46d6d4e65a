import { type Disposable, Hover, languages, MarkdownString } from 'vscode';
import { rangeIn } from './document';
import type { Painter } from './paint';
import { tokenAt, tokenRange } from '../../app/inspection/tokens';
import { tokenTable } from '../../app/inspection/token-table';

/** While *Paint Editor* is on: shows the numbers of the token under the pointer. */
export function registerHover(painter: Painter): Disposable {
  return languages.registerHoverProvider('*', {
    provideHover(document, position) {
      const result = painter.shown;
      if (result?.anchors.passage.uri !== document.uri.toString()) return undefined;
      const { passage } = result.anchors;
      const token = tokenAt(passage, result.inspection, document.offsetAt(position));
      if (token < 0) return undefined;
      const { start, end } = tokenRange(passage, result.inspection, token);
      const texts = passage.segments.map((segment) => segment.text);
      return new Hover(
        new MarkdownString(tokenTable(texts, result.inspection, token)),
        rangeIn(document, start, end),
      );
    },
  });
}
