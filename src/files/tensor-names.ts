/** Tensors of an atlas; the last two are in those that were counted in blocks. */
export const atlasTensors = [
  'over_zero',
  'tokens',
  'activation_sum',
  'residual_sum',
  'block_over_zero',
  'block_tokens',
];

/** Tensors of contexts, in a file of their own, or with the atlas of a run that is not finished. */
export const contextTensors = [
  'context_activation',
  'context_place',
  'context_places',
  'context_passages',
  'context_text',
];
