import type { Rewrite } from './rewrite';

/**
 * The unmodified model, for weights behind links, which onnxruntime does not follow out of a graph's folder.
 */
export function plain(rewrite: Rewrite): void {
  rewrite.keepOutput(rewrite.anatomy.logits);
}
