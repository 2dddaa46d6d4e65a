import { type Uri, window, workspace } from 'vscode';
import { writeAtomically } from '../files/atomic';
import { BabelscopeError } from '../rpc/failure';
import { showBriefly, showError } from './dialogs';

const labels = {
  csv: 'Comma-separated values',
  json: 'JSON',
  safetensors: 'Neuron sets',
  svg: 'SVG picture',
  png: 'PNG picture',
};

/** A result to be saved as a file. */
export interface Saving {
  /** Such as `ablations`, for the dialog's title. */
  what: string;
  format: keyof typeof labels;
  /** The suggested file; undefined leaves it to the editor. */
  offered: Uri | undefined;
  /** The file it is derived from, which it must not overwrite. */
  source?: Uri;
  /** Called once the user has chosen a place. */
  content(): Promise<string | Uint8Array> | string | Uint8Array;
}

/**
 * Asks where to save, and writes. If a place is not writable, says so and asks again.
 *
 * @throws BabelscopeError whatever `content` throws, `storage-unwritable` for the source itself
 */
export async function saveFile(saving: Saving): Promise<void> {
  const { what, format, offered, source, content } = saving;
  const target = await window.showSaveDialog({
    ...(offered && { defaultUri: offered }),
    filters: { [labels[format]]: [format] },
    title: `Save ${what} as ${format === 'safetensors' ? 'neuron sets' : format.toUpperCase()}`,
  });
  if (!target) return;
  const name = nameOf(target);
  if (source && target.toString() === source.toString())
    throw new BabelscopeError(
      'storage-unwritable',
      `That is ${name} itself, which would be lost. Save under another name.`,
    );
  const made = await content();
  try {
    await writeFile(target, made);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const again = 'Save Elsewhere…';
    if ((await showError(`${name} could not be written: ${words}`, again)) === again) await saveFile(saving);
    return;
  }
  showBriefly('check', `Saved ${name}`);
}

/** Writes the whole file or nothing, as far as its file system allows. */
export async function writeFile(target: Uri, content: string | Uint8Array): Promise<void> {
  if (target.scheme === 'file') await writeAtomically(target.fsPath, content);
  else
    await workspace.fs.writeFile(
      target,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    );
}

/** The picture that the page sent. @throws BabelscopeError `internal` if it sent none */
export function sentPicture(picture: Uint8Array | undefined): Uint8Array {
  if (!picture) throw new BabelscopeError('internal', 'The page sent no picture.');
  return picture;
}

export function nameOf(file: Uri): string {
  return file.path.split('/').pop() || file.toString();
}
