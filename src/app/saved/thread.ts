import { parentPort, workerData } from 'node:worker_threads';
import { decodeSaved } from '../../results/saved-content';
import { toFailure } from '../../rpc/failure';
import type { Asked, Decoded } from './read';

/** A thread of its own for one large file: reading it takes seconds, and somebody else may have written it. */
const { bytes, name } = workerData as Asked;

function decoded(): Decoded {
  try {
    return { saved: decodeSaved(new TextDecoder().decode(bytes), name) };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

parentPort?.postMessage(decoded());
