import type { CustomDocument, Uri, WebviewPanel } from 'vscode';
import type { Content, SavedContents, SavedFormat } from '../../../results/saved-content';

/** A saved file that has been read. */
export interface SavedFile<T> {
  uri: Uri;
  /** As sentences call it. */
  name: string;
  content: Content<T>;
}

/** A saved file that is open, in one tab or several. */
export interface OpenFile extends CustomDocument {
  /** Shows it in a tab. */
  resolve(panel: WebviewPanel): void;
}

/** One kind of `*.babelscope.json`, which its `format` tells. */
export interface FileKind<T> {
  /** What is wrong inside the file is shown on the page. */
  open(file: SavedFile<T>): OpenFile;
}

/** All of them. */
export type FileKinds = { readonly [F in SavedFormat]: FileKind<SavedContents[F]> };
