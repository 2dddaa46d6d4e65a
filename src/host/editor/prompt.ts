import { Position, Range, type TextEditor } from 'vscode';
import { BabelscopeError, type FailureCode } from '../../rpc/failure';
import { readPassage } from './read';

/**
 * The prompt to take from this editor: the selections, joined by line breaks, or the paragraph under the
 * cursor. Trailing white space is dropped: models are hardly ever trained to continue after it.
 *
 * @throws BabelscopeError `prompt-empty`, `prompt-too-long` or `not-text`
 */
export function readPrompt(editor: TextEditor): string {
  try {
    const { segments } = readPassage(editor);
    return segments
      .map(({ text }) => text)
      .join('\n')
      .trimEnd();
  } catch (error) {
    throw forPrompts(error);
  }
}

/** A text to continue, and where. */
export interface Continuable {
  prompt: string;
  /** UTF-16 offset in the document. */
  offset: number;
  /** There is white space between the prompt and the offset, so the continuation need not begin with any. */
  spaced: boolean;
}

/**
 * The last selection, to be continued at its end, or the paragraph up to the cursor, to be continued there.
 *
 * @throws BabelscopeError `prompt-empty`, `prompt-too-long` or `not-text`
 */
export function readContinuable(editor: TextEditor): Continuable {
  const { document, selection } = editor;
  const text = selection.isEmpty ? textBefore(editor, selection.active) : selectedText(editor);
  const prompt = text.trimEnd();
  if (prompt === '') throw new BabelscopeError('prompt-empty', nothingBefore);
  return { prompt, offset: document.offsetAt(selection.end), spaced: prompt.length < text.length };
}

function selectedText({ document, selection }: TextEditor): string {
  const length = document.offsetAt(selection.end) - document.offsetAt(selection.start);
  if (length > longestPrompt) throw new BabelscopeError('prompt-too-long', tooLong);
  return document.getText(selection);
}

/** From the last blank line to the position. */
function textBefore({ document }: TextEditor, position: Position): string {
  let first = position.line;
  const isBlank = (line: number) => document.lineAt(line).isEmptyOrWhitespace;
  while (first > 0 && !isBlank(first - 1) && position.line - first < mostLines) first--;
  return document.getText(new Range(new Position(first, 0), position)).trimStart();
}

function forPrompts(error: unknown): unknown {
  if (!(error instanceof BabelscopeError)) return error;
  const said = sentences[error.code];
  return said ? new BabelscopeError(...said) : error;
}

/** UTF-16 units. The engine knows the model's own limit; this only avoids sending it megabytes. */
const longestPrompt = 200_000;
/** How many lines before the cursor a prompt may include. */
const mostLines = 200;

const tooLong = 'This is longer than any model reads. Select a shorter part as the prompt.';
const nothingHere =
  'There is no text here to take as the prompt. Select some, or put the cursor into a paragraph.';
const nothingBefore =
  'There is no text before the cursor to continue. Select some, or put the cursor behind some.';
const notText = 'This looks like binary content, not text. Select the prompt in another file.';
const sentences: Partial<Record<FailureCode, [FailureCode, string]>> = {
  'empty-selection': ['prompt-empty', nothingHere],
  'selection-too-long': ['prompt-too-long', tooLong],
  'not-text': ['not-text', notText],
};
