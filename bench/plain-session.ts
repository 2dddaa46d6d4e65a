import { dirname } from 'node:path';
import { plainVariant } from '../src/engine/proof';
import { Provider } from '../src/engine/provider';
import type { Session } from '../src/engine/sessions';
import { loadSession } from '../src/engine/sessions';
import { elementName } from '../src/graph/elements';
import { dimsOf, typeOf } from '../src/graph/feeds';
import type { Anatomy } from '../src/graph/anatomy';
import { findAnatomy } from '../src/graph/anatomy';
import { readGraph } from '../src/graph/file';
import { readModelFolder } from '../src/model/folder';

/** The exported graph itself, loaded in the same way as its variants. */
export async function plainSession(folder: string): Promise<Session & { anatomy: Anatomy }> {
  const { graphFile } = await readModelFolder(folder);
  const graph = await readGraph(graphFile);
  const inputs = graph.model.graph!.input.map((input) => ({
    name: input.name,
    type: elementName(typeOf(input)),
    shape: dimsOf(input),
  }));
  const session = await loadSession(plainVariant(graphFile, dirname(graphFile), inputs), {
    threads: 0,
    provider: new Provider('cpu'),
    unpackWeights: true,
  });
  return { ...session, anatomy: findAnatomy(graph) };
}
