// Feeds a model so many tokens in a process of its own, and prints the most memory, in bytes, that this held.
// Arguments: `plain` for the exported graph's forward pass, `count` for a whole run; the model's folder; a folder of ours.
import { join } from 'node:path';
import { analysisHandlers } from '../src/analyses/running';
import { plainFeeds } from '../src/engine/feeds';
import { loadModel } from '../src/engine/loaded-model';
import { engineOf } from '../src/engine/open-engine';
import { plainSession } from './plain-session';

/** Those of a run. */
const [rows, sequence] = [8, 512];
/** Batches of each of two languages: enough for onnxruntime's arena and Node's heap to settle. */
const batches = 12;

async function plain(folder: string): Promise<void> {
  const session = await plainSession(folder);
  for (let batch = 0; batch < 2 * batches; batch++) {
    const ids = Int32Array.from({ length: rows * sequence }, (_, i) => 300 + ((i * 7 + batch) % 5000));
    await session.run(plainFeeds(session.anatomy, session.variant.inputs, { batch: rows, sequence, ids }), [
      'logits',
    ]);
  }
}

async function whole(folder: string, storage: string): Promise<void> {
  const thresholds = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };
  const model = await loadModel({ folder, storage, threads: 0, thresholds });
  const corpora = ['en', 'fr'].map((language) => ({ language, files: [join(storage, `${language}.txt`)] }));
  const tokensPerLanguage = rows * sequence * batches;
  const request = { corpora, tokensPerLanguage, file: join(storage, 'memory.safetensors') };
  const { signal } = new AbortController();
  const { tokens } = await analysisHandlers(() => engineOf(model)).count(request, {
    signal,
    stop: signal,
    progress: () => undefined,
  });
  if (tokens.some((counted) => counted < tokensPerLanguage)) throw new Error('The texts are too short.');
}

const [what, folder, storage] = process.argv.slice(2);
void (what === 'plain' ? plain(folder) : whole(folder, storage)).then(() =>
  console.log(process.resourceUsage().maxRSS * 1024),
);
