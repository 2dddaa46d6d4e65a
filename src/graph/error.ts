/** What went wrong with a model's graph; the host turns each into a message and an action. */
export type GraphErrorCode =
  /** The file is no ONNX model at all. */
  | 'not-onnx'
  /** The file, or one of its weights files, ends too early. */
  | 'truncated'
  /** The file is an ONNX model that breaks the format's own rules. */
  | 'malformed'
  /** A sound model of a kind that Babelscope cannot look into. */
  | 'unsupported'
  /** A weights file that the model names is not there. */
  | 'weights-missing'
  /** The model names a weights file outside its own folder. */
  | 'weights-outside'
  /** The file cannot be opened or read. */
  | 'unreadable';

/** A model that cannot be used. `message` is one sentence for people, followed by what to do next. */
export class GraphError extends Error {
  override readonly name = 'GraphError';

  constructor(
    readonly code: GraphErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
