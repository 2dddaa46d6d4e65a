import { parentPort } from 'node:worker_threads';
import { connect } from '../../protocol/rpc';
import * as identifier from '../../text/identify';
import { writtenIn } from '../../text/written-in';
import type { IdentifierMethods } from './identifier';

/** A thread of its own: building the tables of n-grams takes 150 ms, which nobody should wait for while typing. */
const port = parentPort;
if (!port) throw new Error('The identifier runs in a worker thread.');

connect<Record<never, never>, IdentifierMethods>(
  {
    post: (message) => port.postMessage(message),
    listen: (receive) => {
      port.on('message', receive);
      return () => port.off('message', receive);
    },
  },
  { writtenIn: ({ text, candidates }) => writtenIn(text, candidates, identifier) },
);
