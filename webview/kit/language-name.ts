const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** English name of a BCP-47 tag; the tag itself where it is malformed or unknown. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
