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
export function enterInspection(navigation: Navigation, inspection: Inspection): Navigation {
  const count = inspection.text.length;
  if (navigation.inspection === inspection.id && navigation.token < count) return navigation;
  return { ...navigation, inspection: inspection.id, token: mostActive(inspection) };
}

function mostActive({ activity, languages, text }: Inspection): number {
  let best = text.length > 0 ? 0 : -1;
  let most = -Infinity;
  for (let i = 0; i < activity.length; i++)
    if (Math.min(1, activity[i]) > most) {
      most = Math.min(1, activity[i]);
      best = Math.floor(i / languages.length);
    }
  return best;
}
