import type { BlockCounts } from '../lape/blocks';
import { BabelscopeError } from '../rpc/failure';
import type { Atlas, AtlasCorpus, AtlasMetadata } from './atlas';

/**
 * Adds up atlases of the same model and languages: the shards of one run, or runs over different texts. All
 * shards of a run give exactly what one run counts, in any order.
 *
 * @throws BabelscopeError `atlas-other-model` or `atlas-broken` if adding up would be wrong: different
 * models, languages or settings, or a shard or text counted twice.
 */
export function mergeAtlases(atlases: readonly Atlas[]): Atlas {
  const [first] = atlases;
  if (atlases.length < 2) throw refuse('there are fewer than two');
  for (const atlas of atlases) expectAlike(first, atlas);
  const total = (tensor: (atlas: Atlas) => Float64Array) => {
    const sums = new Float64Array(tensor(first).length);
    for (const atlas of atlases) tensor(atlas).forEach((value, i) => (sums[i] += value));
    return sums;
  };
  const blocks = mergeBlocks(atlases);
  const { blocks: _, ...whole } = first;
  return {
    ...whole,
    overZero: total((atlas) => atlas.overZero),
    tokens: total((atlas) => atlas.tokens),
    activationSum: total((atlas) => atlas.activationSum),
    residualSum: total((atlas) => atlas.residualSum),
    ...(blocks && { blocks }),
    about: mergeMetadata(atlases.map(({ about }) => about)),
  };
}

/** If all have equally many. */
function mergeBlocks(atlases: readonly Atlas[]): BlockCounts | undefined {
  const all = atlases.flatMap(({ blocks }) => blocks ?? []);
  const [first] = all;
  if (all.length < atlases.length || all.some(({ count }) => count !== first.count)) return undefined;
  const merged = { ...first, overZero: first.overZero.slice(), tokens: first.tokens.slice() };
  for (const { overZero, tokens } of all.slice(1)) {
    overZero.forEach((count, i) => (merged.overZero[i] += count));
    tokens.forEach((count, i) => (merged.tokens[i] += count));
  }
  return merged;
}

function expectAlike(one: Atlas, other: Atlas): void {
  if (one.about.model !== other.about.model || one.layers !== other.layers || one.dMlp !== other.dMlp) {
    throw new BabelscopeError(
      'atlas-other-model',
      `The atlases are of different models, ${one.about.modelName} and ${other.about.modelName}: their neurons have nothing in common. Merge atlases of one model.`,
    );
  }
  if (one.languages.join() !== other.languages.join()) {
    throw refuse(`they have different languages (${one.languages.join()} and ${other.languages.join()})`);
  }
  if (one.about.settings.rowLength !== other.about.settings.rowLength) {
    throw refuse('their rows have different lengths');
  }
}

function mergeMetadata(parts: readonly AtlasMetadata[]): AtlasMetadata {
  const [first] = parts;
  const date = parts
    .map((part) => part.date)
    .sort()
    .at(-1)!;
  if (parts.every((part) => part.settings.shard === undefined)) return { ...mergeTexts(parts), date };

  const { shard: _, ...settings } = first.settings;
  const of = first.settings.shard?.of;
  const indices = parts.map((part) => part.settings.shard?.index ?? 0).sort((a, b) => a - b);
  const sameRun = (part: AtlasMetadata) =>
    part.settings.shard?.of === of &&
    part.settings.seed === settings.seed &&
    part.settings.tokensPerLanguage === settings.tokensPerLanguage &&
    part.settings.dropForeign === settings.dropForeign &&
    JSON.stringify(part.corpora) === JSON.stringify(first.corpora);
  if (!parts.every(sameRun)) throw refuse('they are shards of different runs (other texts or settings)');
  const twice = indices.find((index, i) => index === indices[i - 1]);
  if (twice !== undefined) throw refuse(`shard ${twice} of ${of} is there twice`);
  const missing = Array.from({ length: of ?? 0 }, (_, i) => i + 1).filter(
    (index) => !indices.includes(index),
  );
  if (missing.length > 0) {
    throw refuse(
      `of ${of} shards ${missing.length === 1 ? 'one is' : 'some are'} missing: ${missing.join(', ')}`,
    );
  }
  return { ...first, settings, date };
}

/** Runs over different texts: a text present in two of them would count twice. */
function mergeTexts(parts: readonly AtlasMetadata[]): AtlasMetadata {
  const [first] = parts;
  const seen = new Set<string>();
  for (const { sha256, name } of parts.flatMap((part) => part.corpora.flatMap(({ files }) => files))) {
    if (seen.has(sha256)) throw refuse(`${name} was counted in two of them`);
    seen.add(sha256);
  }
  return {
    ...first,
    corpora: first.corpora.map(({ language }, k) => {
      const same = parts.map((part) => part.corpora[k]);
      return {
        language,
        files: same.flatMap(({ files }) => files),
        documents: same.reduce((sum, { documents = 0 }) => sum + documents, 0),
        ...mergedShares(same),
      };
    }),
    settings: {
      ...first.settings,
      tokensPerLanguage: parts.reduce((sum, { settings }) => sum + settings.tokensPerLanguage, 0),
    },
  };
}

/** For several corpora combined, from their samples; undefined if unknown for one of them. */
function mergedShares(corpora: readonly AtlasCorpus[]): Pick<AtlasCorpus, 'readsAs'> {
  const all = corpora.flatMap(({ readsAs }) => (readsAs && readsAs.own !== null ? [readsAs] : []));
  if (all.length < corpora.length) return {};
  const samples = all.reduce((sum, each) => sum + each.samples, 0);
  const mean = (share: (each: (typeof all)[number]) => number) =>
    all.reduce((sum, each) => sum + share(each) * each.samples, 0) / samples;
  const languages = [...new Set(all.flatMap(({ others }) => others.map(({ language }) => language)))];
  const others = languages.map((language) => ({
    language,
    share: mean((each) => each.others.find((other) => other.language === language)?.share ?? 0),
  }));
  others.sort((one, other) => other.share - one.share);
  return { readsAs: { own: mean(({ own }) => own ?? 0), samples, others } };
}

function refuse(reason: string): BabelscopeError {
  return new BabelscopeError(
    'atlas-broken',
    `The atlases cannot be merged: ${reason}. Give all shards of one run, or runs over different texts.`,
  );
}
