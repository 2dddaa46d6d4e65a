/** The part of `fs.Stats` that says what kind of file it is. */
export interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/**
 * What is there instead of a file, in words; undefined for a file. Opening a pipe that nobody writes to never
 * returns.
 */
export function otherThanFile(found: Kind): string | undefined {
  if (found.isFile()) return undefined;
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}
