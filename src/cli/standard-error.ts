import { withoutControls } from '../view/as-text';

/** Standard error, or what a test puts in its place. */
export type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/** Tells a person at the terminal something beside the result: a sentence, on a line of its own. */
export function warn(sentence: string, stream: Stream = process.stderr): void {
  stream.write(`babelscope: ${withoutControls(sentence.replace(/\s*\n\s*/g, ' '))}\n`);
}

/** Writes text of several lines. */
export function explain(text: string): void {
  process.stderr.write(withoutControls(text));
}

/** Puts words into a terminal's last line, in place of those before; nothing where standard error is no terminal. */
export function replaceLine(words: string, stream: Stream = process.stderr): void {
  if (stream.isTTY) stream.write(`\r\u001b[K${withoutControls(words.replace(/\n/g, ' '))}`);
}
