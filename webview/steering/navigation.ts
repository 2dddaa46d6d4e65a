/** The parts of the page that open and close. */
export type Disclosure = 'more' | 'history';

/** What of the page belongs to its reader and outlives a reload. */
export interface Navigation {
  open: Disclosure[];
}

const disclosures: readonly string[] = ['more', 'history'] satisfies Disclosure[];

/** Reads what an earlier page stored; anything unexpected starts closed. */
export function restoreNavigation(stored: unknown): Navigation {
  if (typeof stored !== 'object' || stored === null) return { open: [] };
  const { open } = stored as Record<string, unknown>;
  return {
    open: Array.isArray(open) ? (open.filter((name) => disclosures.includes(name)) as Disclosure[]) : [],
  };
}

export function withDisclosure({ open }: Navigation, name: Disclosure, isOpen: boolean): Navigation {
  const others = open.filter((other) => other !== name);
  return { open: isOpen ? [...others, name] : others };
}
