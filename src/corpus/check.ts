import { describeLanguage } from '../text/language';
import { scriptOf, shareOfScript } from '../text/script';
import type { CorpusFile } from './survey';

/** A stretch of so many characters is identified at a time: below it identifiers err, above it files mix. */
const stretch = 200;
/** Fewer letters than this in the samples say nothing. */
const fewestLetters = 200;

/**
 * Says what is suspicious about a text that claims to be in a language: it is in another script, or reads as another
 * language. Undefined when nothing is, or nothing can be said (a language the identifier does not know).
 *
 * @param name of the file or the corpus, for the sentence
 * @param samples some documents from all over it
 */
export async function languageWarning(
  name: string,
  language: string,
  samples: readonly string[],
): Promise<string | undefined> {
  const text = samples.join('\n');
  if ((text.match(/\p{L}/gu)?.length ?? 0) < fewestLetters) return undefined;
  const spoken = nameOf(language);
  const script = scriptOf(language);
  const share = script === undefined ? NaN : shareOfScript(text, script);
  if (share < 0.5) {
    return `${name} is not what its name says: only ${percent(share)} of its letters are of the script of ${spoken}.`;
  }
  // A megabyte of n-grams, wanted by few and only once a run.
  const { identifiedAs, identifyLanguage, isIdentifiable } = await import('../text/identify');
  if (!isIdentifiable(language)) return undefined;
  const votes = new Map<string, number>();
  let cast = 0;
  for (const piece of stretches(samples)) {
    const found = identifyLanguage(piece);
    if (!found) continue;
    cast++;
    votes.set(found.language, (votes.get(found.language) ?? 0) + 1);
  }
  const [[best, most] = ['', 0]] = [...votes].sort((one, other) => other[1] - one[1]);
  const own = votes.get(identifiedAs(language)) ?? 0;
  if (best === identifiedAs(language) || cast < 2 || most < 0.5 * cast || own > 0.2 * cast) return undefined;
  return `${name} may not be what its name says: it reads as ${nameOf(best)}, not as ${spoken} (${most} of ${cast} samples).`;
}

/** Says which files hold the same text as one before them, in their own language or in another. */
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

/** Stretches of text that are long enough to be identified; short documents are put together. */
function stretches(samples: readonly string[]): string[] {
  const made: string[] = [];
  let text = '';
  for (const sample of samples) {
    text += ` ${sample.slice(0, stretch)}`;
    if (text.length < stretch) continue;
    made.push(text);
    text = '';
  }
  if (made.length === 0) made.push(text);
  return made;
}

function nameOf(tag: string): string {
  return tag === 'ms' ? 'Malay or Indonesian' : describeLanguage(tag).name;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
