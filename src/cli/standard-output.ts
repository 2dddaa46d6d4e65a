import { constants, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { BabelscopeError } from '../rpc/failure';
import { withoutControls } from '../view/as-text';

/** Milliseconds to wait before writing to a full pipe again. */
const pause = 5;

/**
 * Writes a result to standard output, all of it. Nothing in it may control a terminal, now or when the output
 * is later shown from a file. When standard output is a file, Node treats a partial write as complete, so
 * files and pipes are written here.
 *
 * @param coloured lets the colours of `terminal.ts` through: text from outside in it has been through
 * `withoutControls`
 * @throws BabelscopeError `storage-unwritable`
 */
export function print(text: string, coloured = false): void {
  const parts = coloured ? text.split(colours) : [text];
  const safe = parts.map((part, i) => (i % 2 === 1 ? part : withoutControls(part))).join('');
  if (isClosed())
    throw new BabelscopeError(
      'storage-unwritable',
      'The output could not be written: standard output is closed. Send it somewhere and run it again.',
    );
  // The Windows console expects characters, not bytes.
  if (process.stdout.isTTY) process.stdout.write(safe);
  else writeFully(Buffer.from(safe), (bytes, from) => writeSync(1, bytes, from));
}

/** Their names on Linux. */
const shells = /^(ba|da|z|k|mk|ya|a)?sh$|^fish$|^busybox$/;

/**
 * Whether a shell closed standard output (`>&-`). Node then opens `/dev/null` in its place for reading and
 * writing, unlike a shell's own `> /dev/null`. Programs that start others without output do the same on
 * purpose, so only shells count as having closed it, and only if they have an output themselves or none at
 * all. (Linux)
 */
function isClosed(): boolean {
  const nowhere = (place: string) => readlinkSync(`${place}/fd/1`) === '/dev/null';
  const parent = `/proc/${process.ppid}`;
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync('/proc/self/fdinfo/1', 'utf8'))?.[1] ?? '';
    if ((parseInt(flags, 8) & constants.O_RDWR) === 0 || !nowhere('/proc/self')) return false;
    if (!shells.test(readFileSync(`${parent}/comm`, 'utf8').trim())) return false;
  } catch {
    return false;
  }
  try {
    return !nowhere(parent);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** What `tinted` and `bold` write. */
// eslint-disable-next-line no-control-regex -- escape sequences begin with one
const colours = /(\u001b\[(?:38;2;\d{1,3};\d{1,3};\d{1,3}|0|1|22)m)/;

/**
 * A value as a line of JSON that parses to the same value, with everything escaped that a terminal could
 * obey.
 */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => {
      return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
  return `${json}\n`;
}

/**
 * @param write takes bytes from an index on and returns how many it wrote
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

/** The reader wants no more of the output, like `head`: not a failure. */
export function endOfReading(): never {
  process.exit(0);
}
