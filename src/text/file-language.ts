import type { Certainty } from './language-code';
import { isRare, languageCoded, regionBehind, scriptNamed, tagFor } from './language-code';
import { languageNamed, mostWords } from './language-names';
import { arePair, isBridge, isPhrase, type Word } from './language-pair';

const wordForm = /([^\p{L}\p{M}\p{N}]*)([\p{L}\p{M}\p{N}]+)/gu;

/** How much a name is worth as a sign of a language. */
export const weights = {
  /** The whole name is a language: `en`, `eng_Latn`, `French`, `eng-engkjv`. */
  whole: 3,
  /** A part of it is, that is hardly anything else: `wiki.fr`, `train_en`. */
  part: 2,
  /** A part of it is, that may well be a word: `my_corpus`, `no_wiki`. */
  word: 1,
} as const;

/** What a file's or folder's name says about its language. */
export interface NameReading {
  /**
   * BCP-47, without duplicates: one if the name is clear; several for a pair, or if words disagree; none if
   * it says nothing.
   */
  languages: string[];
  /** Of `weights`; 0 without a language. */
  weight: number;
  /** It is nothing but a code, and more likely the name of a collection of texts: `wmt`, `gv`. */
  mayBeCollection: boolean;
  /** The name with each language in it replaced by a star: what files of one collection have in common. */
  forms: { language: string; form: string; weight: number }[];
}

/** A language in a name. */
interface Mention {
  tag: string;
  weight: number;
  /** Of a code; undefined for a name. */
  certainty?: Certainty | undefined;
  /** Of words. */
  from: number;
  to: number;
}

/**
 * Reads a file's or folder's name without its ending: `fr`, `eng_Latn`, `zh-CN`, `wiki.fr`, `en-train`, `French`,
 * `Deutsch`. Tags are canonical, with two letters where the language has them: `en` for `eng_Latn`, whose script is the
 * usual one, and `sr-Latn` for `srp_Latn`, whose is not.
 *
 * A pair (`de-en`, `train_en_it`, `eng-ilo`) tells both of its languages, and one that stands there once more (`de-en.de`)
 * tells that one.
 */
export function readName(name: string): NameReading {
  const words = withoutBridges(
    Array.from(name.matchAll(wordForm), ([, joint, text]): Word => ({ text, joint })),
  );
  const mentions = mentionsIn(words);
  const strongest = Math.max(0, ...mentions.map(({ weight }) => weight));
  const forms = mentions.map(({ tag, weight, from, to }) => ({
    language: tag,
    form: words.map(({ text }, at) => (at < from || at >= to ? text : at === from ? '*' : '')).join(' '),
    weight,
  }));
  const telling = mentions.filter(({ weight }) => weight === strongest);
  const times = new Map<string, number>();
  for (const { tag } of telling) times.set(tag, (times.get(tag) ?? 0) + 1);
  const most = Math.max(...times.values());
  const repeated = [...times.keys()].filter((tag) => times.get(tag) === most);
  const languages = repeated.length === 1 ? repeated : [...times.keys()];
  const mayBeCollection = words.length === 1 && mentions.length === 1 && isRare(words[0].text);
  // It may mean something other than `aau`, so a plain `de` has more weight.
  return { languages, weight: mayBeCollection ? weights.part : strongest, mayBeCollection, forms };
}

/**
 * The language that a word or a name stands for; undefined if it names none, or more than one.
 *
 * @returns a canonical BCP-47 tag
 */
export function languageOfName(name: string): string | undefined {
  const { languages, weight } = readName(name);
  return languages.length === 1 && weight >= weights.part ? languages[0] : undefined;
}

function mentionsIn(words: readonly Word[]): Mention[] {
  const mentions: Mention[] = [];
  for (let at = 0; at < words.length;) {
    const found = mentionAt(words, at);
    if (found) mentions.push(found);
    at = found?.to ?? at + 1;
  }
  const isTold = mentions.some(({ weight }) => weight >= weights.part);
  for (const [i, mention] of mentions.entries()) {
    const next = mentions.at(i + 1);
    if (next && isPair(words, mention, next))
      for (const one of [mention, next]) one.weight = Math.max(one.weight, weights.part);
    // Codes come last: `train.it`, `c4-it.2019`; words that look like some come first: `my_corpus`. One of three letters is
    // trusted to where it is one of a pair before: `eng-ilo.ilo`.
    const isLikely = words[mention.from].joint === '.' || !isTold;
    const isAgain = mentions
      .slice(0, i)
      .some(({ tag, weight }) => tag === mention.tag && weight >= weights.part);
    const mayEnd = isCode(words, mention, 2) || (isCode(words, mention, 3) && isAgain);
    if (mention.from > 0 && isLikely && mayEnd && isLast(words, mention))
      mention.weight = Math.max(mention.weight, weights.part);
  }
  return mentions;
}

/** Two codes with a word like “to” between them are joined by it: `de_to_en`. */
function withoutBridges(words: readonly Word[]): Word[] {
  const isCoded = (at: number) => languageCoded(words.at(at)?.text ?? '') !== undefined;
  const isJoining = (at: number) =>
    at > 0 && at + 1 < words.length && isBridge(words[at].text) && isCoded(at - 1) && isCoded(at + 1);
  return words.flatMap((word, at) => {
    if (isJoining(at)) return [];
    return at > 0 && isJoining(at - 1) ? { ...word, joint: '-' } : word;
  });
}

/** Whether two codes that follow one another are a language and another. */
function isPair(words: readonly Word[], one: Mention, other: Mention): boolean {
  if (one.to !== other.from || one.tag === other.tag) return false;
  if (!one.certainty !== !other.certainty) return isNameBesideCode(words, one, other);
  if (one.to !== one.from + 1 || other.to !== other.from + 1) return false;
  if (!one.certainty || !other.certainty) return false;
  return arePair(
    words,
    one.from,
    [one, other].some(({ certainty }) => certainty === 'sure'),
  );
}

/** Whether a language by name and one by its code beside it are two: `english_it`, but not `english_no_punct` nor `uk_english`. */
function isNameBesideCode(words: readonly Word[], one: Mention, other: Mention): boolean {
  const code = one.certainty ? one : other;
  const isShort = code.to === code.from + 1 && words[code.from].text.length === 2;
  return isShort && words[code.from].text !== 'uk' && !isPhrase(words, one.to - 1);
}

/** Whether a code ends the name, or a part of it in front of a dot. The United Kingdom's is as often the country's. */
function isLast(words: readonly Word[], { from, to }: Mention): boolean {
  return words[from].text !== 'uk' && (words.at(to)?.joint ?? '.') === '.';
}

/** Whether a language is named by a single word of exactly this many letters. */
function isCode(words: readonly Word[], { from, to, certainty }: Mention, letters: number): boolean {
  return certainty !== undefined && to === from + 1 && words[from].text.length === letters;
}

/** The longest mention that begins at a word. */
function mentionAt(words: readonly Word[], from: number): Mention | undefined {
  const mention = (tag: string, length: number, weight: number): Mention => {
    const isWhole = length === words.length;
    return { tag, from, to: from + length, weight: isWhole ? weights.whole : weight };
  };
  const text = (at: number) => words.at(at)?.text ?? '';
  const named = nameAt(words, from);
  if (named) {
    const { tag, length } = named;
    const script = scriptNamed(text(from + length));
    if (script !== undefined) return mention(tagFor(tag, script, undefined), length + 1, weights.part);
    const behind = words.at(from + length);
    const mayBeRegion =
      /[-_]$/.test(behind?.joint ?? '') && (words.at(from + length + 1)?.joint ?? '.') === '.';
    const region = mayBeRegion ? regionBehind(tag, text(from + length)) : undefined;
    if (region) return mention(tagFor(tag, undefined, region), length + 1, weights.part);
    return mention(tag, length, weights.part);
  }
  const coded = languageCoded(text(from));
  if (!coded) return undefined;
  const { tag, certainty } = coded;
  // `aau-aau`, `deu-deu1912`: the code again, before the name of an edition.
  const isRepeated = text(from).length === 3 && from === 0 && text(1).startsWith(text(0));
  if (isRepeated) return { tag, from, to: 1, weight: weights.whole, certainty };
  let length = 1;
  const script = scriptNamed(text(from + length));
  if (script !== undefined) length++;
  const behind = words.at(from + length);
  const mayBeRegion = /^[a-z]/.test(text(from)) && (behind?.joint === '-' || behind?.joint === '_');
  const region = mayBeRegion ? regionBehind(tag, behind.text) : undefined;
  if (region !== undefined) length++;
  const weight = certainty === 'sure' || length > 1 ? weights.part : weights.word;
  return { ...mention(tagFor(tag, script, region), length, weight), certainty };
}

/** The longest name of a language that begins at a word. */
function nameAt(words: readonly Word[], from: number): { tag: string; length: number } | undefined {
  for (let length = Math.min(mostWords, words.length - from); length > 0; length--) {
    const name = words.slice(from, from + length).map(({ text }) => text);
    const tag = languageNamed(name.join(' '));
    if (tag !== undefined) return { tag, length };
  }
  return undefined;
}
