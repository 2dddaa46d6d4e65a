import type { NameReading } from '../text/file-language';
import { weights } from '../text/file-language';

/** What the names on the path to a file say about its language. */
export interface Told {
  /** BCP-47. */
  told: string[];
  /** There is one, and nothing contradicts it. */
  isSure: boolean;
}

/**
 * Weighs a file's name against those of its folders. The name with the greatest weight decides. Two of equal
 * weight that disagree leave the language open, and so does a file's name that contradicts its folder's. A
 * folder named after a pair decides nothing, and below a folder that is a language, words in deeper names are
 * ignored.
 *
 * @param folders outermost first
 */
export function toldBy(folders: readonly NameReading[], file: NameReading): Told {
  const all = [...folders, file].filter(({ languages }) => languages.length > 0);
  const strong = all.filter(({ weight }) => weight >= weights.part);
  if (strong.length === 0) return { told: union(all), isSure: false };
  const single = strong.filter(({ languages }) => languages.length === 1);
  if (single.length === 0) return { told: union(strong), isSure: false };
  const most = Math.max(...single.map(({ weight }) => weight));
  // The innermost is the most precise: zh/zh-TW.txt.
  const deciding = single.filter(({ weight }) => weight === most);
  const [language] = deciding[deciding.length - 1].languages;
  const isFor = ({ languages }: NameReading) => languages.some((tag) => areAlike(tag, language));
  const against = deciding.filter((reading) => !isFor(reading));
  if (strong.includes(file) && !isFor(file)) against.push(file);
  if (against.length === 0) return { told: [language], isSure: true };
  return { told: union([{ languages: [language] }, ...against]), isSure: false };
}

/**
 * The folders on the path to some files, with the innermost ignored if it is the name of a collection: one
 * that happens to be a code rarely used for texts, while the names in it say other languages, `wmt/de.txt`
 * and `wmt/en.txt`.
 *
 * @param readings of all names in the innermost
 */
export function withoutCollection(
  folders: readonly NameReading[],
  readings: readonly NameReading[],
): readonly NameReading[] {
  const own = folders.at(-1);
  if (!own?.mayBeCollection) return folders;
  const told = readings.filter(({ languages, weight }) => languages.length === 1 && weight >= weights.part);
  const others = new Set(told.map(({ languages: [language] }) => language));
  const isOther = others.size > 1 && ![...others].some((tag) => areAlike(tag, own.languages[0]));
  return isOther ? [...folders.slice(0, -1), { ...own, languages: [], weight: 0 }] : folders;
}

/**
 * A word that may be a language counts as one if other names beside it differ in that word alone, and have
 * other languages there: `it_train`, `en_train`.
 *
 * @param readings of all names in a folder
 */
export function raisedBySiblings(readings: readonly NameReading[]): NameReading[] {
  const byForm = new Map<string, { languages: Set<string>; weight: number }>();
  for (const { form, language, weight } of readings.flatMap(({ forms }) => forms)) {
    const known = byForm.get(form) ?? { languages: new Set(), weight: 0 };
    known.languages.add(language);
    byForm.set(form, { ...known, weight: Math.max(known.weight, weight) });
  }
  return readings.map((reading) => {
    if (reading.weight !== weights.word) return reading;
    const languages = reading.forms.filter(({ form }) => {
      const siblings = byForm.get(form);
      return (
        siblings &&
        (siblings.weight > weights.word ? siblings.languages.size > 1 : siblings.languages.size > 2)
      );
    });
    const raised = [...new Set(languages.map(({ language }) => language))];
    return raised.length > 0 ? { ...reading, languages: raised, weight: weights.part } : reading;
  });
}

function union(readings: readonly Pick<NameReading, 'languages'>[]): string[] {
  return [...new Set(readings.flatMap(({ languages }) => languages))];
}

/** `zh` and `zh-TW`, but not `sr-Latn` and `sr-Cyrl`. */
function areAlike(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || long.startsWith(`${short}-`);
}
