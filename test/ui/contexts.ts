import type { Atlas } from '../../src/files/atlas';
import { encodeContexts } from '../../src/files/contexts';

interface Context {
  /** Absolute. */
  file: string;
  document: number;
  before: string;
  token: string;
  after: string;
}

/** A file of contexts, all of one neuron and one language, beside an atlas. @param neuron index among all */
export function contextsAt({ languages, layers, dMlp, about }: Atlas, neuron: number, contexts: Context[]) {
  const slots = contexts.length;
  const size = languages.length * layers * dMlp * slots;
  const activation = new Float32Array(size);
  const place = new Int32Array(size).fill(-1);
  const entry = (languages.indexOf('fr') * layers * dMlp + neuron) * slots;
  contexts.forEach((_, i) => {
    activation[entry + i] = 2.5 - i;
    place[entry + i] = i;
  });
  const table = {
    ...{ model: about.model, languages, layers, dMlp, slots, activation, place },
    places: Int32Array.from(
      contexts.flatMap(({ before, token }, i) => [i, before.length, before.length + token.length]),
    ),
    passages: contexts.map(({ document, before, token, after }, file) => ({
      ...{ file, document, offset: 0, text: before + token + after },
    })),
    files: contexts.map(({ file }) => file),
  };
  return encodeContexts(table, JSON.stringify(about));
}
