/**
 * Long runs of a model take turns: two at once would only slow each other down, and a run that was cancelled may still
 * be writing down what the next one goes on with.
 */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const result = before.then(run);
  before = result.catch(() => undefined);
  return result;
}
let before: Promise<unknown> = Promise.resolve();
