import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { connect } from '../../rpc/rpc';
import { summarise } from '../../report/atlas-summary';
import { decodeAtlas } from '../../files/atlas';
import { readUsable, usable } from '../../report/read';
import { csvFile, jsonFile, safetensorsFile } from '../../report/files';
import { meansAt } from '../../report/selection';
import { stabilityOf } from '../../report/stability';
import { expectOneShape, Study } from '../../report/study';
import type { AnalystMethods, AtlasSource } from './analyst';
import { ContextReader } from './contexts';

/**
 * Runs in its own thread: reading and measuring a large atlas takes seconds, a step of a slider tens of
 * milliseconds.
 */
const port = parentPort;
if (!port) throw new Error('Atlases are studied in a worker thread.');

let study: Study | undefined;
let other: Study | undefined;
let contexts: ContextReader | undefined;

async function read({ path, bytes }: AtlasSource): Promise<Study> {
  return new Study(bytes ? usable(decodeAtlas(bytes)) : await readUsable(path));
}

function opened(): Study {
  if (!study) throw new Error('No atlas is open.');
  return study;
}

connect<Record<never, never>, AnalystMethods>(
  {
    post: (message) => port.postMessage(message),
    listen: (receive) => {
      port.on('message', receive);
      return () => port.off('message', receive);
    },
  },
  {
    open: async (source) => {
      study = await read(source);
      contexts = new ContextReader(source.bytes ? undefined : source.path);
      return summarise(study.atlas, source.name);
    },
    compare: async (source) => {
      const candidate = source && (await read(source));
      if (candidate) expectOneShape(opened().atlas, candidate.atlas);
      other = candidate ?? undefined;
      return candidate && summarise(candidate.atlas, source?.name ?? '');
    },
    select: (settings) => opened().select(settings, other),
    neurons: (query) => opened().neurons(query),
    neuron: async ({ settings, layer, index }) => {
      const { atlas } = opened();
      const neuron = opened().neuron(settings, layer, index);
      const found = await (contexts ??= new ContextReader(undefined)).of(layer, index);
      return { neuron, mean: meansAt(atlas, layer * atlas.dMlp + index), ...found };
    },
    stability: async (settings, { progress }) => {
      let last;
      for (const part of stabilityOf(opened().atlas, settings)) {
        last = part;
        progress({ done: part.budgets.length, total: 0, part });
        // Lets the message out before the next seconds of work.
        await setImmediate();
      }
      return last!;
    },
    file: ({ format, ...options }) => {
      const own = { ...options, ...(other && { other }) };
      if (format === 'safetensors') return safetensorsFile(opened(), own);
      return new TextEncoder().encode(format === 'csv' ? csvFile(opened(), own) : jsonFile(opened(), own));
    },
  },
);
