import { parentPort, workerData } from 'node:worker_threads';
import { decodeSaved } from '../../results/saved-content';
import { toFailure } from '../../rpc/failure';
import type { Asked, Decoded } from './read';

/** A thread for one large file: reading it takes seconds, and the file is untrusted. */
const { bytes, name } = workerData as Asked;

function decoded(): Decoded {
  try {
    return { saved: decodeSaved(new TextDecoder().decode(bytes), name) };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

parentPort?.postMessage(decoded());
