/** What `fs.Stats` tells of the kind of a file. */
export interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** What lies where a file should, in words; undefined for a file. Opening a pipe that nobody writes to never ends. */
export function otherThanFile(found: Kind): string | undefined {
  if (found.isFile()) return undefined;
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}
