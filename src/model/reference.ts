/** A model that the user can pick, before it is read. */
export interface ModelReference {
  /** The name in the status bar and the pickers. */
  name: string;
  /** Absolute path of a folder in Hugging Face layout; also identifies the reference. */
  folder: string;
  /** Absolute path of one of its graphs, if the user chose it; otherwise the default is used. */
  graph?: string;
  /** Absolute path of its neuron atlas, if known. */
  atlas?: string;
  origin: 'bundled' | 'folder';
}
