import { strangeLetters } from './alphabets';
import type { Identifier } from './identifier';
import { scriptOf, shareOfScript } from './script';
import { tellingWords } from './telling-words';

/** Whether a text reads as the language that it is said to be in. */
export interface Reading {
  /**
   * `likely foreign`: as another one, but so little apart that one text alone says nothing; `unknown`: too short, or a
   * language that the identifier does not know.
   */
  verdict: 'own' | 'foreign' | 'likely foreign' | 'unknown';
  /** BCP-47 of the language that a foreign one reads as; undefined if unknown. */
  as: string | undefined;
}

/** Fewer letters than this say nothing, in another script and in the same one. */
const fewestLetters = { script: 5, language: 20 };
/** One word may be a name. */
const fewestTelling = 2;
/** So many letters that are not of the alphabet, and such a share, are more than a name or two. */
const mostStrange = { letters: 3, share: 0.03 };
/**
 * Over the Universal Declaration of Human Rights in 50 languages, cut into stretches of 45 characters, none was taken for
 * another language with this confidence; of whole paragraphs neither.
 */
const sure = 0.9;

/** @param language BCP-47 */
export function readsAs(text: string, language: string, identifier: Identifier): Reading {
  const { identifiedAs, identifyLanguage, isIdentifiable } = identifier;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const unknown: Reading = { verdict: 'unknown', as: undefined };
  if (letters < fewestLetters.script) return unknown;
  const isOwn = (found: string) => found === identifiedAs(language) || sameLanguage(found, language);
  const foreign = (): Reading => {
    const found = letters < fewestLetters.language ? undefined : identifyLanguage(text);
    return { verdict: 'foreign', as: found && !isOwn(found.language) ? found.language : undefined };
  };
  const script = scriptOf(language);
  if (script !== undefined && shareOfScript(text, script) < 0.5 && !isWrittenOtherwise(text, language))
    return foreign();
  if (letters < fewestLetters.language) return unknown;
  const strange = strangeLetters(text, language, true) ?? 0;
  if (strange >= mostStrange.letters && strange > mostStrange.share * letters) return foreign();
  if (!isIdentifiable(language)) return unknown;
  const found = identifyLanguage(text);
  if (!found) return unknown;
  // The words tell what the letters hide: Persian typed with Arabic yeh and kaf.
  const telling = found.language === 'ar' ? tellingWords(text, found.language) : undefined;
  if (telling && telling.others >= fewestTelling && telling.others > telling.own)
    return isOwn(telling.twin) ? { verdict: 'own', as: undefined } : { verdict: 'foreign', as: telling.twin };
  if (telling?.twin === language && telling.own === 0) return unknown;
  if (isOwn(found.language)) return { verdict: 'own', as: undefined };
  if (!found.reliable) return unknown;
  return { verdict: found.confidence >= sure ? 'foreign' : 'likely foreign', as: found.language };
}

/** Serbian in Latin letters is to the identifier Croatian. */
function sameLanguage(found: string, language: string): boolean {
  return found === 'hr' && language.split('-')[0] === 'sr';
}

/** Languages with two scripts in everyday use, where the tag names none: whether a text is in the less usual one, Latin. */
export function isWrittenOtherwise(text: string, language: string): boolean {
  return language === 'sr' && shareOfScript(text, 'Latn') > 0.5;
}
