import { NotTextError, textOf } from '../input/text';
import { BabelscopeError } from '../rpc/failure';

/** Many times the longest text anyone inspects, in bytes: an endless pipe is refused instead of collected. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Reads all of standard input as UTF-8. A byte order mark at the start is not part of the text: editors do
 * not show it either, so offsets agree with theirs.
 *
 * @throws BabelscopeError `not-text` for invalid UTF-8 and for NUL, `selection-too-long` above 16 MB
 */
export async function readStandardInput(input: AsyncIterable<Buffer> = process.stdin): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > mostBytes)
      throw new BabelscopeError('selection-too-long', 'Standard input is above 16 MB. Give a shorter text.');
  }
  try {
    return textOf(Buffer.concat(chunks));
  } catch (error) {
    if (!(error instanceof NotTextError)) throw error;
    throw new BabelscopeError('not-text', `Standard input ${error.message}`, { cause: error });
  }
}
