/** Tensors of an atlas; the last two exist if it was counted in blocks. */
export const atlasTensors = [
  'over_zero',
  'tokens',
  'activation_sum',
  'residual_sum',
  'block_over_zero',
  'block_tokens',
];

/** Tensors of contexts, in a separate file, or with the atlas of an unfinished run. */
export const contextTensors = [
  'context_activation',
  'context_place',
  'context_places',
  'context_passages',
  'context_text',
];
