import { hasStrangeAlphabet, withAlphabets } from './alphabets';
import type { Identifier } from './identifier';
import { couldBeJapanese } from './kanji';
import { isWrittenOtherwise } from './reads-as';
import { scriptOf, shareOfScript } from './script';
import { tellingWords } from './telling-words';

export interface WrittenIn {
  /** BCP-47: one of the candidates, or another language if none of them fits; `und` if unknown. */
  tag: string;
  /** 0–1: share of the letters in the language's script, times the identifier's confidence where it was asked. */
  confidence: number;
  /** Too short, too mixed, or too close to another language to rely on. */
  unsure: boolean;
}

/** Fewer letters than this are unsure; by n-grams Latin ones were measured to be good from 40 characters on. */
const fewestLetters = { script: 5, latin: 25, others: 12, kanji: 20 };
/** Answers with less confidence are wrong too often, and texts with fewer letters in the language's script are mixed. */
const least = 0.8;

/** One word of a twin may be a name. */
const fewestTelling = 2;

/** Characters of nearly every Chinese sentence, of which Japanese has hardly one without kana. */
const chineseWords = '的是了不在我你妳她他這这也就沒没很和把被們们';
/** Those of written Cantonese, which the identifier takes for Chinese. */
const cantonese = /[佢哋嘅喺咗嚟啲冇嗰唔]/u;

/** Scripts that the identifier knows several languages of, or that others are written in as well. */
const shared = new Set(['Latn', 'Cyrl', 'Arab', 'Deva']);

/**
 * Which of some languages a text is written in: by its script where no other language has that, else by the letters of its
 * alphabet and by the identifier, which all languages of the script are put to, not only the candidates: Persian is not
 * Arabic because there is no Persian among them. Chinese characters without kana are Chinese, with kana Japanese, with
 * hangul Korean.
 *
 * @returns undefined for a text without letters, or one that nothing can be said about
 */
export function writtenIn(
  text: string,
  candidates: readonly string[],
  identifier: Identifier,
): WrittenIn | undefined {
  // A model of Serbian may write it in Latin letters.
  const written = candidates.map((tag) => (isWrittenOtherwise(text, tag) ? `${tag}-Latn` : tag));
  const found = amongWritten(text, written, identifier);
  return found && { ...found, tag: candidates[written.indexOf(found.tag)] ?? found.tag };
}

function amongWritten(
  text: string,
  candidates: readonly string[],
  identifier: Identifier,
): WrittenIn | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return undefined;
  const shares = candidates.map((tag) => shareWrittenAs(text, scriptOf(tag)));
  const best = Math.max(0, ...shares);
  const fitting = best < 0.5 ? [] : candidates.filter((_, i) => shares[i] > 0.9 * best);
  const script = fitting.length > 0 ? scriptOf(fitting[0]) : undefined;
  const isShared = script === undefined || shared.has(script);
  if (fitting.length === 1 && isHan(script)) return chinese(text, fitting[0], best, letters, identifier);
  if (fitting.length === 1 && !isShared)
    return { tag: fitting[0], confidence: best, unsure: letters < fewestLetters.script || best < least };
  return identified(text, fitting, best, letters, identifier);
}

function identified(
  text: string,
  fitting: readonly string[],
  best: number,
  letters: number,
  { identifiedAs, identifyLanguage }: Identifier,
): WrittenIn | undefined {
  const foreign = withAlphabets.filter((tag) => hasStrangeAlphabet(text, tag));
  const found = identifyLanguage(text, new Set(foreign.map(identifiedAs)));
  if (!found) return undefined;
  const same = fitting.filter(
    (tag) => identifiedAs(tag) === found.language && !hasStrangeAlphabet(text, tag),
  );
  const script = scriptOf(found.language) ?? 'Latn';
  const share = fitting.length > 0 ? best : shareWrittenAs(text, script);
  // A language that is written with other letters than all that are known: Kazakh to a model of Russian.
  if (share < 0.5) return { tag: 'und', confidence: 0, unsure: true };
  const confidence = found.confidence * share;
  const needed =
    script === 'Latn'
      ? fewestLetters.latin
      : shared.has(script)
        ? fewestLetters.others
        : fewestLetters.script;
  const tag = same.length > 0 ? same[0] : found.language;
  const isShort = !found.reliable || confidence < least || share < least || letters < needed;
  const telling = tellingWords(text, tag);
  if (telling && telling.others > telling.own)
    return {
      tag: telling.twin,
      confidence,
      unsure: isShort || same.length > 1 || telling.others < fewestTelling,
    };
  // Of two names for what is one language to the identifier, neither is sure: Malay and Indonesian.
  const isDoubtful =
    same.length > 1 || (telling !== undefined && telling.others > 0 && telling.own === telling.others);
  return { tag, confidence, unsure: isShort || isDoubtful };
}

/** Chinese characters alone: a Japanese heading may have no kana, but not a whole sentence. */
function chinese(
  text: string,
  tag: string,
  share: number,
  letters: number,
  { identifyLanguage }: Identifier,
): WrittenIn {
  const isShort = letters < fewestLetters.script || share < least || cantonese.test(text);
  if (!couldBeJapanese(text)) return { tag, confidence: share, unsure: isShort };
  const found = identifyLanguage(text);
  const confidence = share * (found?.language === 'zh' ? found.confidence : 1 - (found?.confidence ?? 1));
  // A long heading without kana has as many letters as a sentence, but none of these words.
  const isSentence = [...chineseWords].filter((character) => text.includes(character)).length > 1;
  const isUnsure = isShort || confidence < least || letters < fewestLetters.kanji || !isSentence;
  return { tag, confidence, unsure: isUnsure };
}

function isHan(script: string | undefined): boolean {
  return script !== undefined && ['Hans', 'Hant', 'Hani'].includes(script);
}

/** Share of the letters that a language of this script could have written; 0 where it would need others as well. */
export function shareWrittenAs(text: string, script: string | undefined): number {
  if (script === undefined) return 0;
  const kana = shareOfScript(text, 'Hira') + shareOfScript(text, 'Kana');
  const hangul = shareOfScript(text, 'Hang');
  if (script === 'Jpan' && kana < 0.05) return 0;
  if (script === 'Kore' && hangul < 0.05) return 0;
  if (isHan(script) && kana + hangul >= 0.05) return 0;
  const share = shareOfScript(text, script);
  return Number.isNaN(share) ? 0 : share;
}
