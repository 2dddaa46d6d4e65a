import { basename } from 'node:path';
import { writeAtomically } from '../files/atomic';
import { countByLayer } from '../lape/layers';
import { languageOverlap } from '../lape/overlap';
import { selectNeurons } from '../lape/select';
import { bestStability } from '../lape/stability';
import { csvFile } from '../report/files';
import { Study } from '../report/study';
import { readAtlases } from './atlas-file';
import { command } from './command';
import { thresholdOptions } from './engine';
import { version } from './installation';
import { csv, formOf, json, path, wholeNumber } from './options';
import { expectWritable, outputs } from './output';
import type { AtlasReport } from './report-markdown';
import { reportMarkdown } from './report-markdown';
import { selecting } from './selection';
import { warn } from './standard-error';
import { jsonLine, print } from './standard-output';
import { inSteps } from './steps';
import { UsageError } from './usage';

/**
 * `babelscope report ATLAS`: everything that a paper or a colleague needs to know about an atlas, on one
 * page.
 */
export const reportCommand = command({
  name: 'report',
  operands: 'ATLAS…',
  summary: 'Writes what an atlas shows and how it was made as Markdown.',
  options: {
    out: path('FILE', 'where to write it, e.g. report.md (default: standard output)'),
    ...thresholdOptions,
    seed: wholeNumber(0, 0, 2 ** 32 - 1, 'of the draws for stability (default 0)'),
    json,
    csv,
  },
  notes: `
Neurons of each language and layer, how stable each set is, how much languages share, and the texts (sizes, tokens,
hashes), thresholds and versions that they stand on. All shards of a run can be given in place of an atlas.

JSON: {"atlas", "model", "thresholds", "threshold", "bar", "wanted", "selected", "languages": [{"language", "tokens",
"neurons", "stability": {"mean", "low", "high"}, "files": [{"name", "bytes", "sha256"}], "documents", "readsAs": {"own", "samples", "others"}}], "layers": [{"layer",
"selected", "perLanguage": {…}}], "overlap": {"en": {"fr": 0.02, …}, …}, "stability": {"by", "mean", "low", "high"},
"settings", "versions", "date"}; overlap is |A ∩ B| / |A ∪ B|, null where neither has a neuron. CSV: a line for each
selected neuron, with its entropy in nats, its languages and its activation probability in each.`,
  async run(operands, options) {
    if (operands.length === 0) throw new UsageError('report needs an ATLAS, or all shards of one.');
    const { out, seed, topRate, filterRate, activationBar } = options;
    const form = formOf(options);
    if (out !== undefined) await expectWritable(out, outputs.report);
    const thresholds = { topRate, filterRate, activationBar };
    const name = operands.map((operand) => basename(operand)).join(', ');
    const report = await inSteps(async (show): Promise<AtlasReport> => {
      const { parts, atlas } = await readAtlases(operands, show);
      show('selecting neurons');
      const sets = selecting(operands.join(', '), () => selectNeurons(atlas, thresholds));
      show('drawing the texts again');
      return {
        name,
        atlas,
        thresholds,
        sets,
        byLayer: countByLayer(sets),
        overlap: languageOverlap(sets),
        stability: bestStability(atlas, thresholds, { seed }, parts),
      };
    });
    const content =
      form === 'json' ? asJson(report) : form === 'csv' ? asCsv(report) : reportMarkdown(report);
    if (out === undefined) print(content);
    else {
      await writeAtomically(out, content);
      warn(`written to ${out}.`);
    }
  },
});

function asCsv({ name, atlas, thresholds }: AtlasReport): string {
  const settings = { method: 'lape' as const, ...thresholds };
  return csvFile(new Study(atlas), { file: name, version: version(), settings });
}

function asJson({ name, atlas, thresholds, sets, byLayer, overlap, stability }: AtlasReport): string {
  const { languages, layers } = sets;
  const { about } = atlas;
  const count = languages.length;
  const perLanguage = <T>(value: (k: number) => T) =>
    Object.fromEntries(languages.map((language, k) => [language, value(k)]));
  return jsonLine({
    atlas: name,
    model: { name: about.modelName, identity: about.model, layers, dMlp: sets.dMlp },
    thresholds,
    threshold: sets.filter,
    bar: sets.bar,
    wanted: sets.wanted,
    selected: sets.selected.length,
    languages: languages.map((language, k) => ({
      language,
      tokens: atlas.tokens[k],
      neurons: sets.members[k].length,
      stability: stability.perLanguage[k],
      files: about.corpora[k]?.files ?? [],
      documents: about.corpora[k]?.documents ?? null,
      readsAs: about.corpora[k]?.readsAs ?? null,
    })),
    layers: Array.from({ length: layers }, (_, layer) => ({
      layer,
      selected: byLayer.selected[layer],
      perLanguage: perLanguage((k) => byLayer.perLanguage[layer * count + k]),
    })),
    overlap: perLanguage((k) => perLanguage((l) => overlap[k * count + l])),
    stability: { by: stability.by, ...stability.all },
    settings: about.settings,
    versions: about.versions,
    date: about.date,
  });
}
