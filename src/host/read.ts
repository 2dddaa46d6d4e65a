import { FileType, type Uri, workspace } from 'vscode';
import { readWhole, UnreadableError } from '../files/whole';

/**
 * All bytes of a file that a person chose, wherever it lies.
 *
 * @param most bytes
 * @throws UnreadableError for what is no file, or larger; VS Code's own where it cannot be read elsewhere than on a disk
 */
export async function readFrom(uri: Uri, most: number): Promise<Uint8Array> {
  if (uri.scheme === 'file') return readWhole(uri.fsPath, most);
  const { size, type } = await workspace.fs.stat(uri);
  if (type & FileType.Directory) throw new UnreadableError('is no file, but a folder');
  if (size > most) throw new UnreadableError(`has ${size} bytes, and ${most} at most are read`);
  return workspace.fs.readFile(uri);
}
