import type { CustomDocument, Uri, WebviewPanel } from 'vscode';
import type { SavedJson } from '../../../files/saved';

/** A saved file, read as far as all kinds are alike. */
export interface SavedFile {
  uri: Uri;
  /** As sentences call it. */
  name: string;
  raw: SavedJson;
}

/** A saved file that is open, in one tab or several. */
export interface OpenFile extends CustomDocument {
  /** Shows it in a tab. */
  resolve(panel: WebviewPanel): void;
}

/** One kind of `*.babelscope.json`, which its `format` tells. */
export interface FileKind {
  readonly format: string;
  /** What is wrong inside the file is shown on the page. */
  open(file: SavedFile): OpenFile;
}
