/** The inputs of the steered graph. A layer without an entry is neutral: scale 1, offsets 0. */
export interface SteeringVectors {
  layers: number;
  dMlp: number;
  dModel: number;
  /** `[layer]` → `[d_mlp]`, times the activation. */
  scale: (Float32Array | undefined)[];
  /** `[layer]` → `[d_mlp]`, added to the scaled activation. */
  offset: (Float32Array | undefined)[];
  /** `[layer]` → `[d_model]`, added to the layer's output. */
  residual: (Float32Array | undefined)[];
}

/** Vectors that do not change the model. */
export function neutralVectors(layers: number, dMlp: number, dModel: number): SteeringVectors {
  const none = () => Array<Float32Array | undefined>(layers).fill(undefined);
  return { layers, dMlp, dModel, scale: none(), offset: none(), residual: none() };
}

/** Sets activation := activation · scale + offset for one neuron. */
export function changeNeuron(
  vectors: SteeringVectors,
  layer: number,
  index: number,
  scale: number,
  offset: number,
): void {
  if (scale === 1 && offset === 0) return;
  (vectors.scale[layer] ??= new Float32Array(vectors.dMlp).fill(1))[index] = scale;
  (vectors.offset[layer] ??= new Float32Array(vectors.dMlp))[index] = offset;
}

/** Indices of the layer's neurons that are changed, ascending. */
export function changedNeurons({ scale, offset }: SteeringVectors, layer: number): number[] {
  const [scales, offsets] = [scale[layer], offset[layer]];
  if (!scales || !offsets) return [];
  return Array.from(scales.keys()).filter((index) => scales[index] !== 1 || offsets[index] !== 0);
}

/**
 * How much of the model the vectors change: neurons, and coordinates of the residual stream at some layer.
 */
export function touchedBy(vectors: SteeringVectors): { neurons: number; residual: number } {
  let neurons = 0;
  let residual = 0;
  for (let layer = 0; layer < vectors.layers; layer++) {
    neurons += changedNeurons(vectors, layer).length;
    for (const value of vectors.residual[layer] ?? []) if (value !== 0) residual++;
  }
  return { neurons, residual };
}
