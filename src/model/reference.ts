/** A model that a person can pick, before anything of it is read. */
export interface ModelReference {
  /** What the status bar and the pickers call it. */
  name: string;
  /** Absolute path of a folder in Hugging Face layout; also its identity among the references. */
  folder: string;
  /** Absolute path of one of its graphs, where a person chose it; otherwise the best there is. */
  graph?: string;
  /** Absolute path of its neuron atlas, where one is known. */
  atlas?: string;
  origin: 'bundled' | 'folder';
}
