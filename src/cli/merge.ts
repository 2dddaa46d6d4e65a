import { resolve } from 'node:path';
import { aboutText, encodeAtlas } from '../files/atlas';
import { writeTogether } from '../files/atomic';
import type { ContextTable } from '../files/contexts';
import { contextsFileOf, encodeContexts, readContextTable } from '../files/contexts';
import { areAlike, mergeContexts } from '../files/merge-contexts';
import { readAtlases } from './atlas-file';
import { command } from './command';
import { json, path, required } from './options';
import { expectWritable, outputs } from './output';
import { warn } from './standard-error';
import { jsonLine, print } from './standard-output';
import { inSteps } from './steps';
import { UsageError } from './usage';

/** `babelscope merge ATLAS… --out ATLAS`: adds up the shards of a run. */
export const mergeCommand = command({
  name: 'merge',
  operands: 'ATLAS…',
  summary: 'Adds up atlases: the shards of one run, or runs over other texts.',
  options: { out: required(path('ATLAS', 'the atlas to write; an older one is replaced')), json },
  notes: `
All shards of a run (“babelscope count --shard I/N”) give exactly the atlas of one run. Atlases of different models or
languages, a shard that is missing or there twice, and texts that were counted in two of the runs are refused. Contexts
(*.contexts.safetensors beside the atlases) are merged too, where all have them.

JSON: {"atlas", "tokens": {"en": 100000, …}}`,
  async run(operands, { out, json }) {
    if (operands.length < 2) throw new UsageError('merge takes two ATLAS files or more.');
    const files = operands.map((file) => resolve(file));
    await expectWritable(out, outputs.atlas, files);
    await expectWritable(contextsFileOf(out), outputs.contexts, files.map(contextsFileOf));
    const merged = await inSteps(async (show) => {
      const { atlas } = await readAtlases(files, show);
      show('adding up contexts');
      const contexts = await contextsOf(files);
      show(`writing ${out}`);
      await writeTogether([
        ...(contexts ? [[contextsFileOf(out), encodeContexts(contexts, aboutText(atlas))] as const] : []),
        [out, encodeAtlas(atlas)],
      ]);
      return atlas;
    });
    const tokens = Object.fromEntries(merged.languages.map((language, k) => [language, merged.tokens[k]]));
    const all = merged.tokens.reduce((sum, count) => sum + count, 0);
    print(json ? jsonLine({ atlas: out, tokens }) : `${out}: ${files.length} atlases, ${all} tokens\n`);
  },
});

/** Where neurons fire most, if that is stored beside the atlases. */
async function contextsOf(files: readonly string[]): Promise<ContextTable | undefined> {
  const tables: ContextTable[] = [];
  for (const file of files) {
    const table = await readContextTable(file);
    if (table) tables.push(table);
  }
  if (tables.length === 0) return undefined;
  const lacking = files.length - tables.length;
  if (!areAlike(tables) || lacking > 0) {
    warn(
      `${lacking > 0 ? `${lacking} of the atlases ${lacking === 1 ? 'has' : 'have'} no contexts beside ${lacking === 1 ? 'it' : 'them'}` : 'the contexts beside the atlases do not fit together'}, so the merged one gets none.`,
    );
    return undefined;
  }
  return mergeContexts(tables);
}
