import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { languageShares, languageWarning, wordlessWarning } from '../../corpus/check';
import { previewCorpus } from '../../corpus/preview';
import { connect } from '../../rpc/rpc';
import * as identifier from '../../text/identify';
import { writtenIn } from '../../text/written-in';
import type { IdentifierMethods } from './identifier';

/** Runs in its own thread: building the n-gram tables takes 150 ms, too long to block typing. */
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
  {
    writtenIn: ({ text, candidates }) => writtenIn(text, candidates, identifier),
    corpusCheck: async ({ language, files }) => {
      const name =
        files.length === 1 ? basename(files[0]) : `${basename(files[0])} and ${files.length - 1} more`;
      const samples = await previewCorpus(some(files));
      const shares = await languageShares(language, samples);
      const warning =
        languageWarning(name, language, shares) ?? (await wordlessWarning(name, language, samples, shares));
      return { own: shares.own, warning };
    },
    beginning: async (file) => (await previewCorpus([file], 1))[0] ?? '',
  },
);

/**
 * A sample of files spread over the whole corpus, which may have thousands; the run itself reads them all.
 */
function some(files: readonly string[], most = 16): string[] {
  const step = Math.ceil(files.length / most);
  return files.filter((_, i) => i % step === 0);
}
