/** First and last layer, both included, counted from 0. */
export type LayerRange = [first: number, last: number];

/**
 * What is wrong with layers that the model does not have, in one sentence; undefined if nothing is.
 *
 * @param layers number of layers in the model
 */
export function wrongLayers([first, last]: LayerRange, layers: number): string | undefined {
  const within = (layer: number) => Number.isInteger(layer) && layer >= 0 && layer < layers;
  if (!within(first) || !within(last)) {
    const which = first === last ? `is no layer ${first}` : `are no layers ${first}–${last}`;
    return `There ${which}: the model has 0–${layers - 1}.`;
  }
  return first > last ? `The layers ${first}–${last} run backwards: give ${last}–${first}.` : undefined;
}
