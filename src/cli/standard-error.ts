import { withoutControls } from '../view/as-text';

/** Standard error, or a test's replacement. */
export type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/** Prints a message beside the result for the user: a sentence, on its own line. */
export function warn(sentence: string, stream: Stream = process.stderr): void {
  stream.write(`babelscope: ${withoutControls(sentence.replace(/\s*\n\s*/g, ' '))}\n`);
}

/** Writes text of several lines. */
export function explain(text: string): void {
  process.stderr.write(withoutControls(text));
}

/** Replaces the terminal's last line; does nothing if standard error is not a terminal. */
export function replaceLine(words: string, stream: Stream = process.stderr): void {
  if (stream.isTTY) stream.write(`\r\u001b[K${withoutControls(words.replace(/\n/g, ' '))}`);
}
