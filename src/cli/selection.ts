import type { NeuronSets } from '../lape/select';
import { BabelscopeError } from '../rpc/failure';

/** Impossible counts, such as a shard without a token in some language, are reported with the file's name. */
export function selecting(file: string, select: () => NeuronSets): NeuronSets {
  try {
    return select();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BabelscopeError('atlas-broken', `${file}: ${error.message} Count it again.`, { cause: error });
  }
}
