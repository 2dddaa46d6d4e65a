/**
 * A published neuron set in a model's terms: flat indices `layer · d_mlp + index`, ascending.
 *
 * @param neurons `[language][layer]` indices within the layer, ascending
 * @returns `[language]`
 * @throws RangeError if the set cannot belong to this model
 */
export function publishedMembers(
  neurons: readonly (readonly Uint32Array[])[],
  { layers, dMlp }: { layers: number; dMlp: number },
): Uint32Array[] {
  return neurons.map((language) => {
    if (language.length !== layers) {
      throw new RangeError(`The neuron set has ${language.length} layers and the model ${layers}.`);
    }
    const members = new Uint32Array(language.reduce((sum, { length }) => sum + length, 0));
    let next = 0;
    language.forEach((indices, layer) => {
      for (const index of indices) {
        if (index >= dMlp) {
          throw new RangeError(
            `The neuron set names neuron ${index} of layer ${layer}; the model has ${dMlp}.`,
          );
        }
        members[next++] = layer * dMlp + index;
      }
    });
    return members;
  });
}
