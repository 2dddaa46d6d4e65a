import type { Inspection } from '../../src/protocol/engine';

/** Where the reader is; it belongs to the page and outlives a reload. */
export interface Navigation {
  /** The inspection `token` points into. */
  inspection: number;
  /** Chosen token; -1 for none. */
  token: number;
  /** Languages switched off, as BCP-47 tags: they stay off in the next selection. */
  hidden: string[];
}

export const startNavigation: Navigation = { inspection: -1, token: -1, hidden: [] };

/** Reads what an earlier page stored; anything unexpected starts afresh. */
export function restoreNavigation(stored: unknown): Navigation {
  if (typeof stored !== 'object' || stored === null) return startNavigation;
  const { inspection, token, hidden } = stored as Record<string, unknown>;
  return {
    inspection: typeof inspection === 'number' ? inspection : -1,
    token: typeof token === 'number' ? token : -1,
    hidden: Array.isArray(hidden) ? hidden.filter((tag) => typeof tag === 'string') : [],
  };
}

/** `[language]` whether the language is shown. If all would be off, all are on: an empty page explains nothing. */
export function shownLanguages(languages: readonly string[], hidden: readonly string[]): boolean[] {
  const shown = languages.map((tag) => !hidden.includes(tag));
  return shown.includes(true) ? shown : shown.map(() => true);
}

/** Switches one language. Hiding the last one that is shown brings all back. */
export function toggleLanguage(
  languages: readonly string[],
  hidden: readonly string[],
  tag: string,
): string[] {
  if (hidden.includes(tag)) return hidden.filter((other) => other !== tag);
  const next = [...hidden, tag];
  return languages.every((language) => next.includes(language))
    ? next.filter((other) => !languages.includes(other))
    : next;
}

/** The navigation for an inspection: its own where it has one, otherwise at the token that says most. */
export function enterInspection(
  navigation: Navigation,
  inspection: Inspection,
  texts: readonly string[],
): Navigation {
  const count = inspection.text.length;
  if (navigation.inspection === inspection.id && navigation.token < count) return navigation;
  return { ...navigation, inspection: inspection.id, token: mostActive(inspection, texts) };
}

/** The first of the most active tokens that have a letter; the first token where none has. */
function mostActive({ activity, languages, text, start, end }: Inspection, texts: readonly string[]): number {
  let best = text.length > 0 ? 0 : -1;
  let most = -Infinity;
  for (let token = 0; token < text.length; token++) {
    if (!/\p{L}/u.test(texts[text[token]].slice(start[token], end[token]))) continue;
    for (let k = 0; k < languages.length; k++) {
      const value = Math.min(1, activity[token * languages.length + k]);
      if (value > most) {
        most = value;
        best = token;
      }
    }
  }
  return best;
}
