import { FileType, type Uri, workspace } from 'vscode';
import { readWhole, UnreadableError } from '../files/whole';

/**
 * All bytes of a file that the user chose, on any file system.
 *
 * @param most bytes
 * @throws UnreadableError if it is not a file, or is larger; VS Code's own error if a file outside the disk
 * cannot be read
 */
export async function readFrom(uri: Uri, most: number): Promise<Uint8Array> {
  if (uri.scheme === 'file') return readWhole(uri.fsPath, most);
  const { size, type } = await workspace.fs.stat(uri);
  if (type & FileType.Directory) throw new UnreadableError('is no file, but a folder');
  if (size > most) throw new UnreadableError(`has ${size} bytes, and ${most} at most are read`);
  return workspace.fs.readFile(uri);
}
