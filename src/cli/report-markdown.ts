import type { KnownStability } from '../lape/stability';
import type { Atlas } from '../files/atlas';
import type { LayerCounts } from '../lape/layers';
import type { NeuronSets } from '../lape/select';
import type { Thresholds } from '../lape/thresholds';
import type { LanguageShares } from '../text/language-shares';
import { isMixed } from '../text/language-shares';
import { describeLanguage } from '../text/language';
import { withoutControls } from '../view/as-text';
import { formatAmount, formatCount } from '../view/format';

/** The contents of a report on an atlas. */
export interface AtlasReport {
  /** The atlas's file. */
  name: string;
  atlas: Atlas;
  thresholds: Thresholds;
  sets: NeuronSets;
  byLayer: LayerCounts;
  /** `[language, language]` Jaccard */
  overlap: Float64Array;
  stability: KnownStability;
}

/**
 * A report as Markdown, in the order in which a reader asks: what is there, how certain is it, what is it
 * based on.
 */
export function reportMarkdown(report: AtlasReport): string {
  const { name, atlas, sets, stability } = report;
  const { about } = atlas;
  const few =
    sets.selected.length < sets.wanted
      ? ` Only ${formatCount(sets.selected.length)} of ${formatCount(sets.wanted)} qualify at these thresholds.`
      : '';
  return `${[
    `# Language neurons of ${plain(about.modelName)}`,
    `LAPE selects ${formatAmount(sets.selected.length, 'neuron')} of ${formatCount(sets.layers * sets.dMlp)} (${sets.layers} layers of ${formatCount(sets.dMlp)}) for ${formatAmount(sets.languages.length, 'language')}.${few} Drawn again, ${percent(stability.all.mean)} of the set come out the same.`,
    '## Languages',
    languageTable(report),
    stability.by === 'blocks'
      ? '_Stable_: overlap (IoU) with the set itself when stretches of the texts are drawn again, mean with 5th and 95th percentile.'
      : '_Stable_: overlap (IoU) with the set itself when tokens are drawn again one by one, mean with 5th and 95th percentile. This is an upper bound: tokens of one text are alike.',
    '_Reads as it_: share of sampled documents that read as the language; – where that cannot be told. In bold, below 90 %, the set is partly of other languages.',
    '## Layers',
    layerTable(report),
    'A neuron can belong to several languages, or to none.',
    '## Overlap',
    overlapTable(report),
    'Shared neurons of two languages over all of both (Jaccard).',
    '## Texts',
    textTable(report),
    '## How it was made',
    methodList(report),
    `Made from ${code(name)} with “babelscope report”. Method: Tang et al., _Language-Specific Neurons: The Key to Multilingual Capabilities in Large Language Models_, ACL 2024, arXiv 2402.16438.`,
  ].join('\n\n')}\n`;
}

function languageTable({ atlas, sets, stability }: AtlasReport): string {
  return table(
    ['language', 'tag', 'tokens', 'neurons', 'stable', 'reads as it'],
    sets.languages.map((language, k) => {
      const { mean, low, high } = stability.perLanguage[k];
      return [
        describeLanguage(language).name,
        language,
        formatCount(atlas.tokens[k]),
        formatCount(sets.members[k].length),
        Number.isNaN(mean) ? '–' : `${mean.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`,
        sharesOf(atlas.about.corpora[k]?.readsAs),
      ];
    }),
    2,
  );
}

/** Names the other languages that the documents read as, if they are many. */
function sharesOf(shares: LanguageShares | undefined): string {
  if (!shares || shares.own === null) return '–';
  if (!isMixed(shares)) return percent(shares.own);
  const others = shares.others.map(({ language, share }) => `${percent(share)} ${language}`);
  return `**${percent(shares.own)}** (${others.slice(0, 2).join(', ')})`;
}

function layerTable({ sets, byLayer }: AtlasReport): string {
  const { languages, layers } = sets;
  return table(
    ['layer', 'selected', ...languages],
    Array.from({ length: layers }, (_, layer) => [
      String(layer),
      formatCount(byLayer.selected[layer]),
      ...languages.map((_, k) => formatCount(byLayer.perLanguage[layer * languages.length + k])),
    ]),
    0,
  );
}

function overlapTable({ sets: { languages }, overlap }: AtlasReport): string {
  return table(
    ['', ...languages],
    languages.map((language, k) => [
      language,
      ...languages.map((_, l) => {
        const value = overlap[k * languages.length + l];
        return k === l || Number.isNaN(value) ? '–' : value.toFixed(2);
      }),
    ]),
    1,
  );
}

function textTable({ atlas: { about } }: AtlasReport): string {
  return table(
    ['language', 'file', 'bytes', 'SHA-256'],
    about.corpora.flatMap(({ language, files }) =>
      files.map(({ name, bytes, sha256 }) => [language, name, formatCount(bytes), sha256]),
    ),
    2,
  );
}

function methodList({ atlas: { about }, thresholds, sets }: AtlasReport): string {
  const { settings, versions } = about;
  const rows: [string, string][] = [
    ['model', `${about.modelName}, identity ${about.model} (hash of the graph and the sizes of its weights)`],
    [
      'tokens',
      `${formatCount(settings.tokensPerLanguage)} a language asked for, in rows of ${settings.rowLength}`,
    ],
    ['sample', `seed ${settings.seed ?? 0}`],
    [
      'thresholds',
      `top rate ${thresholds.topRate}, filter rate ${thresholds.filterRate} (p > ${sets.filter.toPrecision(4)} in some language), activation bar ${thresholds.activationBar} (p > ${sets.bar.toPrecision(4)})`,
    ],
    ['counted', about.date],
    [
      'versions',
      Object.entries(versions)
        .map(([what, version]) => `${what} ${version}`)
        .join(', '),
    ],
  ];
  return rows.map(([what, words]) => `- **${what}**: ${plain(words)}`).join('\n');
}

/** @param words how many of the first columns hold words; the others hold numbers */
function table(head: readonly string[], rows: readonly (readonly string[])[], words: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const named = (cells: readonly string[]) => line(cells.map(plain));
  const rule = head.map((_, i) => (i < words ? '---' : '---:'));
  return [named(head), line(rule), ...rows.map(named)].join('\n');
}

/** Maximum length of a name or a sentence from a file. */
const longest = 400;

/** Names come from files: they must not act as markup or links. */
function plain(text: string): string {
  return onOneLine(text)
    .replace(/[\\`*_|<>[\]#&~@]/g, '\\$&')
    .replaceAll('://', '\\://')
    .replace(/(www)\./gi, '$1\\.');
}

/** The same as code, which needs no escaping: fenced by more backticks than it contains in a row. */
function code(text: string): string {
  const words = onOneLine(text);
  const most = Math.max(0, ...Array.from(words.matchAll(/`+/g), ([run]) => run.length));
  const ticks = '`'.repeat(most + 1);
  return most > 0 ? `${ticks} ${words} ${ticks}` : `${ticks}${words}${ticks}`;
}

function onOneLine(text: string): string {
  const line = withoutControls(text.replace(/[\r\n]+/g, ' '));
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function percent(share: number): string {
  return Number.isNaN(share) ? 'none' : `${Math.round(100 * share)} %`;
}
