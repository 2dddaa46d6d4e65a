import type { Atlas } from '../files/atlas';
import { isMixed } from '../text/language-shares';
import type { AtlasSummary } from '../protocol/report-page';

/**
 * Below this many tokens, probabilities of rarely active neurons are guesses: a neuron of p = 0.01 fires a
 * hundred times.
 */
const fewTokens = 10_000;

/** A description of an atlas, for the head of its report. */
export function summarise(atlas: Atlas, file: string): AtlasSummary {
  const { languages, layers, dMlp, about, blocks } = atlas;
  const { tokensPerLanguage, rowLength, seed, shard } = about.settings;
  return {
    file,
    modelName: about.modelName,
    identity: about.model,
    languages: [...languages],
    layers,
    dMlp,
    tokens: [...atlas.tokens],
    corpora: about.corpora,
    tokensPerLanguage,
    rowLength,
    ...(seed !== undefined && { seed }),
    ...(shard && { shard }),
    versions: about.versions,
    date: about.date,
    blocks: blocks?.count ?? 0,
    warnings: warningsOf(atlas),
  };
}

function warningsOf({ languages, tokens, about }: Atlas): string[] {
  const { shard } = about.settings;
  const mixed = about.corpora.flatMap(({ language, readsAs }) => {
    if (!readsAs || !isMixed(readsAs)) return [];
    const others = readsAs.others.map((other) => `${percent(other.share)} as ${other.language}`);
    return `${percent(readsAs.own ?? 0)} of those in ${language} (${others.slice(0, 2).join(', ')})`;
  });
  const short = languages.filter((_, k) => tokens[k] < fewTokens);
  return [
    ...(shard
      ? [
          `This is part ${shard.index} of ${shard.of} of a run. Merge all parts before you conclude anything from it.`,
        ]
      : []),
    ...(mixed.length > 0
      ? [
          `Documents do not all read as their language: only ${mixed.join('; ')}. These neurons are partly of other languages.`,
        ]
      : []),
    ...(short.length > 0
      ? [
          `Few tokens were counted in ${short.join(', ')}: probabilities there are uncertain. Count 100,000 a language where there is text.`,
        ]
      : []),
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
