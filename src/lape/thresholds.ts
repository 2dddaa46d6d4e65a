/** Which neurons belong to a language (LAPE, arXiv 2402.16438, section 2.2). */
export interface Thresholds {
  /** Share of all neurons that is selected, lowest entropy first. Paper: 0.01. */
  topRate: number;
  /** Quantile of all activation probabilities a neuron must exceed in some language. Paper: 0.95. */
  filterRate: number;
  /** Quantile of all activation probabilities from which a neuron belongs to a language. Paper: 0.95. */
  activationBar: number;
}

/**
 * The paper's thresholds, and the defaults everywhere; package.json repeats them, and a test compares the
 * two.
 */
export const paperThresholds: Readonly<Thresholds> = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };
