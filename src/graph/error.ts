/** What is wrong with a model's graph; the host turns each into a message and an action. */
export type GraphErrorCode =
  /** The file is not an ONNX model. */
  | 'not-onnx'
  /** The file, or one of its weights files, ends too early. */
  | 'truncated'
  /** The file is an ONNX model that breaks the format's own rules. */
  | 'malformed'
  /** A valid model of a kind that Babelscope cannot inspect. */
  | 'unsupported'
  /** A weights file named by the model is missing. */
  | 'weights-missing'
  /** The model names a weights file outside its own folder. */
  | 'weights-outside'
  /** The file cannot be opened or read. */
  | 'unreadable';

/** A model that cannot be used. `message` is one sentence for the user, followed by what to do next. */
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
