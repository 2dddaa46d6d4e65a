import { writeSync } from 'node:fs';
import { BabelscopeError } from '../rpc/failure';
import { withoutControls } from '../view/as-text';

/** How long a full pipe is left alone before it is tried again, in milliseconds. */
const pause = 5;

/**
 * Writes a result to standard output, all of it. Nothing in it may steer a terminal, now or when a file of it is shown.
 * Where standard output is a file, Node takes a write of which only a part went to the disk for a whole one, so files
 * and pipes are written here.
 *
 * @param coloured lets the colours of `terminal.ts` through: text from outside in it has been through `withoutControls`
 * @throws BabelscopeError `storage-unwritable`
 */
export function print(text: string, coloured = false): void {
  const parts = coloured ? text.split(colours) : [text];
  const safe = parts.map((part, i) => (i % 2 === 1 ? part : withoutControls(part))).join('');
  // A console of Windows wants characters, not bytes.
  if (process.stdout.isTTY) process.stdout.write(safe);
  else writeFully(Buffer.from(safe), (bytes, from) => writeSync(1, bytes, from));
}

/** What `tinted` and `bold` write. */
// eslint-disable-next-line no-control-regex -- escape sequences begin with one
const colours = /(\u001b\[(?:38;2;\d{1,3};\d{1,3};\d{1,3}|0|1|22)m)/;

/** A value as a line of JSON that reads as the same value, with everything escaped that a terminal could obey. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => {
      return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
  return `${json}\n`;
}

/**
 * @param write takes bytes from an index on and returns how many it took
 * @throws BabelscopeError `storage-unwritable`
 */
export function writeFully(bytes: Uint8Array, write: (bytes: Uint8Array, from: number) => number): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += write(bytes, at);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') endOfReading();
      else if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
      else
        throw new BabelscopeError(
          'storage-unwritable',
          code === 'ENOSPC'
            ? 'The output could not be written: the disk is full. Free some space and run it again.'
            : `The output could not be written (${message}). Send it elsewhere and run it again.`,
          { cause: error },
        );
    }
  }
}

/** Who read the output wants no more of it, as `head`: that is no failure. */
export function endOfReading(): never {
  process.exit(0);
}
