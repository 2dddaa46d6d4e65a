import { Range, type Selection, type TextDocument, type TextEditor } from 'vscode';
import { BabelscopeError } from '../../rpc/failure';
import { paragraphAt } from '../../text/paragraph';
import { admitLength, admitTexts } from '../../app/inspection/admission';
import type { Passage, Segment } from '../../app/inspection/passage';

/**
 * The passage to inspect in this editor: the selections in document order, or, with nothing selected, the
 * paragraph under the cursor. Sizes are checked before any text is read.
 *
 * @throws BabelscopeError `empty-selection`, `selection-too-long` or `not-text`
 */
export function readPassage(editor: TextEditor): Passage {
  const { document } = editor;
  const selected = editor.selections
    .filter((selection) => !selection.isEmpty)
    .sort((a, b) => a.start.compareTo(b.start));
  const segments = selected.length > 0 ? readSelections(document, selected) : readParagraph(editor);
  admitTexts(segments.map((segment) => segment.text));
  return passageOf(
    document,
    segments.filter((segment) => segment.text.trim() !== ''),
  );
}

/** The passage made of stretches of a document, named after the file and the lines they span. */
export function passageOf(document: TextDocument, segments: Segment[]): Passage {
  const last = segments[segments.length - 1];
  const lineOf = (offset: number) => document.positionAt(offset).line + 1;
  return {
    uri: document.uri.toString(),
    segments,
    source: {
      name: document.uri.path.split('/').pop() || document.uri.toString(),
      // The line break at the end of a selected line does not make the next one part of it.
      lines: [lineOf(segments[0].start), lineOf(last.start + last.text.trimEnd().length)],
    },
  };
}

function readSelections(document: TextDocument, selections: readonly Selection[]): Segment[] {
  const starts = selections.map((selection) => document.offsetAt(selection.start));
  const ends = selections.map((selection) => document.offsetAt(selection.end));
  admitLength(ends.reduce((sum, end, index) => sum + end - starts[index], 0));
  return selections.map((selection, index) => ({ start: starts[index], text: document.getText(selection) }));
}

function readParagraph({ document, selection }: TextEditor): Segment[] {
  let seen = 0;
  const lines = paragraphAt(
    {
      lineCount: document.lineCount,
      lineAt: (line) => {
        const { text } = document.lineAt(line);
        // A document without blank lines is one paragraph; refuse it without walking to its end.
        admitLength((seen += text.length));
        return text;
      },
    },
    selection.active.line,
  );
  if (!lines) throw new BabelscopeError('empty-selection', nothingHere);
  const first = document.lineAt(lines.first);
  const start = first.range.start.translate(0, first.firstNonWhitespaceCharacterIndex);
  const range = new Range(start, document.lineAt(lines.last).range.end);
  return [{ start: document.offsetAt(start), text: document.getText(range) }];
}

const nothingHere =
  'The cursor stands in no paragraph. Select some text, or put the cursor into a paragraph, and inspect again.';
