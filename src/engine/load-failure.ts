import { BabelscopeError } from '../rpc/failure';
import type { FailureCode } from '../rpc/failure';

/** onnxruntime's messages when it cannot load a graph, and what to tell the user. */
const known: [says: RegExp, code: FailureCode, sentence: (...found: string[]) => string][] = [
  [
    /Opset (\d+) is under development.*till opset (\d+)/s,
    'model-unsupported',
    (opset, most) =>
      `The model is written in opset ${opset} of ONNX, and onnxruntime knows them up to ${most}. Export it with an older opset.`,
  ],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    'model-unsupported',
    (version, most) =>
      `The model is written in version ${version} of the ONNX format, and onnxruntime knows them up to ${most}. Export it with an older package.`,
  ],
  [
    /In Node, \("([^"]*)".*No Op registered for (\w+)/s,
    'model-unsupported',
    (node, operator) =>
      `The model needs the operator ${operator} at node “${node}”, which onnxruntime does not have. Export it with standard operators.`,
  ],
  [
    /Could not find an implementation for (\w+)\(\d+\) node with name '([^']*)'/,
    'model-unsupported',
    (operator, node) =>
      `The execution provider cannot compute ${operator} at node “${node}” in the model's precision. Choose another provider, or export the model in another precision.`,
  ],
  [
    /Type '(tensor\(\w+\))' of input parameter \([^)]*\) of operator \((\w+)\) in node \(([^)]*)\) is invalid/,
    'model-unsupported',
    (type, operator, node) =>
      `The model computes ${operator} at node “${node}” on ${type}, which ONNX does not provide for, whatever precision the rest of it has. Export it in another precision or by another exporter.`,
  ],
  [
    /Node \(([^)]*)\) Op \((\w+)\) \[\w+InferenceError\] (.*)/,
    'model-broken',
    (node, operator, what) =>
      `The shapes in the model do not fit each other at node “${node}” (${operator}: ${stop(what)}). Export or download it again.`,
  ],
];

/**
 * Turns an onnxruntime error from running a loaded graph into one sentence with a next step; returns anything
 * else unchanged.
 */
export function runFailure(error: unknown): unknown {
  const words = error instanceof Error ? error.message : String(error);
  if (/Unsupported tensor type/i.test(words))
    return new BabelscopeError(
      'model-unsupported',
      'onnxruntime cannot compute with the model: it works in a type of numbers that is not supported. Export it in another precision, or choose another model.',
      { cause: error },
    );
  const found =
    /Non-zero status code returned while running (\w+) node\. Name:'([^']*)' Status Message: (?:\S+:\d+ .*? )?(.*)/s.exec(
      words,
    );
  if (!found || /allocat|out of memory/i.test(words)) return error;
  const [, operator, node, what] = found;
  return new BabelscopeError(
    'model-unsupported',
    `onnxruntime cannot run the model at node “${node}” (${operator}): ${stop(what.split('\n')[0])}. Export it again, with another exporter or another version of it, or choose another model.`,
    { cause: error },
  );
}

/** Turns an onnxruntime error from loading a graph into one sentence with a next step. */
export function loadFailure(error: unknown): BabelscopeError {
  const words = error instanceof Error ? error.message : String(error);
  for (const [says, code, sentence] of known) {
    const found = says.exec(words);
    if (found) return new BabelscopeError(code, sentence(...found.slice(1)), { cause: error });
  }
  // Its own paths and C++ signatures do not help anyone.
  const said = words
    .replace(/^.*?Load model from .*? failed:/s, '')
    .replace(/\/onnxruntime_src\/\S+ .*?\) /, '')
    .split('\n')[0];
  return new BabelscopeError(
    'model-broken',
    `onnxruntime cannot load the model: ${stop(said)}. Export or download it again, or choose another model.`,
    { cause: error },
  );
}

function stop(words: string): string {
  return words.trim().replace(/\.$/, '');
}
