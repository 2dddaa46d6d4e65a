import type { CustomDocument, Uri, WebviewPanel } from 'vscode';
import type { Content, SavedContents, SavedFormat } from '../../../results/saved-content';

/** A saved file that has been read. */
export interface SavedFile<T> {
  uri: Uri;
  /** For use in sentences. */
  name: string;
  content: Content<T>;
}

/** An open saved file, in one tab or several. */
export interface OpenFile extends CustomDocument {
  /** Shows it in a tab. */
  resolve(panel: WebviewPanel): void;
}

/** One kind of `*.babelscope.json`, identified by its `format`. */
export interface FileKind<T> {
  /** Errors inside the file are shown on the page. */
  open(file: SavedFile<T>): OpenFile;
}

/** One for every format. */
export type FileKinds = { readonly [F in SavedFormat]: FileKind<SavedContents[F]> };
