import { languageCoded } from './language-code';
import { describeLanguage } from './language';

/** A word of a name, and what joins it to the one before: `wiki.fr`, `corpus_en-train`, `OpenSubtitles (de)`. */
export interface Word {
  text: string;
  joint: string;
}

/** Words that stand between the two languages of a pair. */
const bridges = new Set(['to', 'and', 'und', 'et', 'y', 'vs', 'with', 'into', '2']);

/** Words of English that introduce what comes behind them: `en_no_punct`, `fr_to_keep`, `texts_de_as_is`. */
const introducing = new Set(
  'no to as is or of by so my at an be if on we he do go up us am ai id'.split(' '),
);

/** What parts of a corpus are called: behind them nothing was introduced, `en_no_train`. */
const parts = new Set(
  'train training trn test tst dev devel valid validation val eval corpus corpora data dataset text texts wiki wikipedia news web opus ted parallel para bitext bi pair pairs sample samples part parts shard sent sents sentences split full all clean raw dedup dedupe filtered v'.split(
    ' ',
  ),
);

/** Words of file names that are codes of three letters as well, where nothing else in the name is one. */
const shortWords = new Set(
  'ace alt ban bas bin bug car cat cop dan dar del den din fan fin fit gay hat hit ice kin lad lag lit lol lua lus mad mai mak man mas may men mic min mon mos nor pal pam pan pap per raj rap rar rom ron rum sat see sin sly sot sun sus tem tog ton tum van was zap'.split(
    ' ',
  ),
);

/** Whether a word may connect two languages without being one. */
export function isBridge(word: string): boolean {
  return bridges.has(word.toLowerCase());
}

/**
 * Whether a code and the one behind it are a language and another, rather than a language and a word that looks like one:
 * `en-it` and `eng-ilo` wherever they stand; `en_it` at an end or before what is no word of a sentence, so that `en_no_punct`
 * is none; `eng.ilo` only where both codes have names.
 *
 * @param at of the first
 * @param isOneSure whether at least one of them is hardly anything else
 */
export function arePair(words: readonly Word[], at: number, isOneSure: boolean): boolean {
  const [one, other] = words.slice(at, at + 2);
  const joint = other.joint.trim() === '' ? '_' : other.joint.trim();
  const isAlone = (at === 0 || one.joint === '.') && (words.at(at + 2)?.joint ?? '.') === '.';
  const [short, long] = [one.text.length, other.text.length].sort();
  if (short !== long) {
    const threeLetters = one.text.length === 3 ? one.text : other.text;
    const isTold = isOneSure && isNamed(threeLetters) && !shortWords.has(threeLetters.toLowerCase());
    return isTold && (isStrong(joint) || (joint === '_' && isAlone));
  }
  if (long === 3) {
    if (isStrong(joint) || (joint === '_' && isAlone)) return isOneSure;
    return isOneSure && isNamed(one.text) && isNamed(other.text);
  }
  if (joint === '_') return isAlone || (isOneSure && !isPhrase(words, at));
  return isStrong(joint);
}

/** A hyphen, a plus sign, an arrow: whatever joins more closely than a space. */
function isStrong(joint: string): boolean {
  return joint !== '_' && joint !== '.';
}

/** Whether one of two words introduces something: a direction (`wiki_to_en`), or what follows both (`en_no_case`). */
export function isPhrase(words: readonly Word[], at: number): boolean {
  const [one, other] = words.slice(at, at + 2).map(({ text }) => text);
  if (one === 'to' || one === 'up' || one === 'my') return true;
  const behind = words.at(at + 2);
  if (!introducing.has(other) || behind === undefined || behind.joint !== '_') return false;
  return !/^v?\d+$/.test(behind.text) && !parts.has(behind.text.toLowerCase());
}

/** Whether CLDR has a name for the language that three letters are the code of. */
function isNamed(code: string): boolean {
  const tag = languageCoded(code)?.tag;
  return tag !== undefined && describeLanguage(tag).name !== tag;
}
