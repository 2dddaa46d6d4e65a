import type { Decoder } from './decoder';

/**
 * The plain model reading along with a steered one, until the first token at which their logits differ:
 * nearly always the very first, so this costs one more pass over the prompt. (A port of LAPE once reported
 * identical results with and without ablation; a run whose intervention does nothing must say so.)
 */
export class Shadow {
  readonly #plain: Decoder;
  /** Whether a difference has been found. */
  differed = false;

  constructor(plain: Decoder) {
    this.#plain = plain;
  }

  /**
   * Reads what the steered model has just read.
   * @param logits the steered model's, `[vocabulary]`
   */
  async read(ids: ArrayLike<number>, logits: Float32Array): Promise<void> {
    const plain = await this.#plain.read(ids);
    // Same graph, same tokens: any difference at all comes from the intervention.
    this.differed = plain.some((value, id) => value !== logits[id]);
  }
}
