import { dirname } from 'node:path';
import { plainVariant } from '../src/engine/proof';
import { Provider } from '../src/engine/provider';
import type { Session } from '../src/engine/sessions';
import { loadSession } from '../src/engine/sessions';
import { elementName } from '../src/graph/elements';
import { dimsOf, typeOf } from '../src/graph/feeds';
import { readGraph } from '../src/graph/file';
import { readModelFolder } from '../src/model/folder';

/** The exported graph itself, loaded in the same way as its variants. */
export async function plainSession(folder: string): Promise<Session> {
  const { graphFile } = await readModelFolder(folder);
  const { model } = await readGraph(graphFile);
  const inputs = model.graph!.input.map((input) => ({
    name: input.name,
    type: elementName(typeOf(input)),
    shape: dimsOf(input),
  }));
  return loadSession(plainVariant(graphFile, dirname(graphFile), inputs), {
    threads: 0,
    provider: new Provider('cpu'),
    unpackWeights: true,
  });
}
