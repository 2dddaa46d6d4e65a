import { shown } from '../input/shape';
import type { LanguageShares } from '../text/language-shares';
import { isMixed } from '../text/language-shares';
import type { Identifier } from '../text/identifier';
import { describeLanguage } from '../text/language';
import { readsAs } from '../text/reads-as';
import type { CorpusFile } from './survey';

/** Minimum letters to identify; shorter documents are combined. */
const fewestLetters = 40;
/** Fewer letters than this in all samples prove nothing. */
const fewestInAll = 200;
/** Nothing is reported for fewer documents than this. */
const fewestDocuments = 20;
/** Related languages are occasionally confused; up to this share of one language may really be another. */
const mostConfused = 0.25;

/** Loaded on demand: a megabyte of n-grams, rarely needed and only once per run. */
function loadIdentifier(): Promise<Identifier> {
  return import('../text/identify');
}

/**
 * Identifies the languages of documents that are supposed to be in one.
 *
 * @param samples some documents from all over the corpus
 */
export async function languageShares(language: string, samples: readonly string[]): Promise<LanguageShares> {
  const units = unitsOf(samples);
  const unknown: LanguageShares = { own: null, samples: 0, others: [] };
  if (lettersOf(samples.join('')) < fewestInAll) return unknown;
  const identifier = await loadIdentifier();
  const readings = units.map((text) => readsAs(text, language, identifier));
  const tally = (verdict: string) => {
    const times = new Map<string, number>();
    for (const { as = 'und' } of readings.filter((each) => each.verdict === verdict))
      times.set(as, (times.get(as) ?? 0) + 1);
    return times;
  };
  const own = readings.filter(({ verdict }) => verdict === 'own').length;
  const foreign = tally('foreign');
  const likely = tally('likely foreign');
  const all = own + total(foreign) + total(likely);
  for (const [as, times] of likely)
    if (times + (foreign.get(as) ?? 0) > mostConfused * all) foreign.set(as, times + (foreign.get(as) ?? 0));
  // If the identifier does not know the language, whatever is not foreign counts as its own.
  const isKnown = identifier.isIdentifiable(language);
  const judged = isKnown ? own + total(foreign) : readings.length;
  if (judged === 0 || (!isKnown && total(foreign) === 0)) return unknown;
  const others = Array.from(foreign, ([as, times]) => ({ language: as, share: times / judged }));
  others.sort((one, other) => other.share - one.share);
  return { own: 1 - total(foreign) / judged, samples: judged, others };
}

/**
 * A warning if much of a text reads as another language than it claims; undefined if not, or if nothing can
 * be said.
 *
 * @param name of the file or the corpus, for the message
 */
export function languageWarning(name: string, language: string, shares: LanguageShares): string | undefined {
  const { own, samples, others } = shares;
  if (own === null || !isMixed(shares)) return undefined;
  const [first, second] = others.map(({ language: as, share }) => `${percent(share)} as ${nameOf(as)}`);
  const rest = second === undefined ? first : `${first} and ${second}`;
  const judgement = own < 0.5 ? 'is not what its name says' : 'is not all what its name says';
  return `${name} ${judgement}: ${Math.floor(100 * own)} % of its documents read as ${nameOf(language)}, ${rest} (of ${samples} sampled).`;
}

/**
 * A warning if hardly any of the input is language, for example because ids were taken for texts. Undefined
 * if there are words, and for a handful of documents.
 *
 * @param samples some documents from all over the corpus
 */
export async function wordlessWarning(
  name: string,
  language: string,
  samples: readonly string[],
  { own }: LanguageShares,
): Promise<string | undefined> {
  if (own !== null || samples.length < fewestDocuments) return undefined;
  const letters = lettersOf(samples.join(''));
  const isWordless = letters < fewestInAll || (await loadIdentifier()).isIdentifiable(language);
  if (!isWordless) return undefined;
  return `None of the documents in ${name} can be read as ${nameOf(language)} or anything else; one is “${shown(samples[0])}”. Check that these are the texts, not their names or numbers.`;
}

/**
 * Decides which documents of a corpus to keep: all but those that clearly read as another language.
 *
 * @returns a predicate on one document's text
 */
export async function keeperOf(language: string): Promise<(text: string) => boolean> {
  const identifier = await loadIdentifier();
  return (text) => readsAs(text, language, identifier).verdict !== 'foreign';
}

function total(times: ReadonlyMap<string, number>): number {
  return [...times.values()].reduce((sum, each) => sum + each, 0);
}

function lettersOf(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

/** Warnings for files with the same text as an earlier one, in the same language or another. */
export function copyWarnings(
  corpora: readonly { language: string; files: readonly CorpusFile[] }[],
): string[] {
  const seen = new Map<string, { language: string; name: string }>();
  return corpora.flatMap(({ language, files }) =>
    files.flatMap(({ name, sha256 }) => {
      const first = seen.get(sha256);
      if (!first) {
        seen.set(sha256, { language, name });
        return [];
      }
      const other = first.language === language ? '' : ` of ${nameOf(first.language)}`;
      return `${name} of ${nameOf(language)} is a copy of ${first.name}${other}: its text is used twice.`;
    }),
  );
}

/** Documents long enough to be identified; short ones are combined with their neighbours. */
function unitsOf(samples: readonly string[]): string[] {
  const made: string[] = [];
  let short = '';
  for (const sample of samples) {
    if (lettersOf(sample) >= fewestLetters) {
      made.push(sample);
      continue;
    }
    short += ` ${sample}`;
    if (lettersOf(short) < fewestLetters) continue;
    made.push(short);
    short = '';
  }
  return short === '' ? made : [...made, short];
}

function nameOf(tag: string): string {
  if (tag === 'und') return 'something else';
  return tag === 'ms' ? 'Malay or Indonesian' : describeLanguage(tag).name;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
