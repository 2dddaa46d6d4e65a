/** What a counting run measured: the input of everything in this room. */
export interface Counts {
  /** BCP-47 tags, `[language]`. */
  languages: readonly string[];
  layers: number;
  dMlp: number;
  /** `[language, layer, d_mlp]` tokens on which the neuron's activation is > 0. Exact integers (below 2^53). */
  overZero: Float64Array;
  /** `[language]` tokens counted. */
  tokens: Float64Array;
}

/**
 * Activation probabilities p = over_zero / tokens, `[language, layer, d_mlp]` (LAPE, eq. 3).
 *
 * @throws RangeError for impossible counts: no token in a language, a neuron that fires more often than there
 * are tokens, shapes that do not fit.
 */
export function activationProbabilities(counts: Counts): Float64Array {
  const { languages, layers, dMlp, overZero, tokens } = counts;
  const perLanguage = layers * dMlp;
  if (tokens.length !== languages.length || overZero.length !== languages.length * perLanguage) {
    throw new RangeError('The counts do not have the shape [language, layer, d_mlp].');
  }
  const probability = new Float64Array(overZero.length);
  for (let k = 0; k < languages.length; k++) {
    const total = tokens[k];
    if (!(total > 0)) throw new RangeError(`No tokens were counted in ${languages[k]}.`);
    for (let i = k * perLanguage; i < (k + 1) * perLanguage; i++) {
      const count = overZero[i];
      if (!(count >= 0 && count <= total)) {
        throw new RangeError(
          `A neuron fired on ${count} of ${total} tokens in ${languages[k]}: the counts are damaged.`,
        );
      }
      probability[i] = count / total;
    }
  }
  return probability;
}
