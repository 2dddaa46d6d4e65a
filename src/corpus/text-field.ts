const usual = ['text', 'content', 'document', 'sentence'];

/** Which of the fields that hold text is the document: the usual names first, else the only one. */
export function textColumns(names: readonly string[]): string | undefined {
  return usual.find((name) => names.includes(name)) ?? (names.length === 1 ? names[0] : undefined);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** The document of a JSON line; undefined for a line that has none. */
export function textOf(value: unknown): string | undefined {
  if (isText(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const name = textColumns(Object.keys(fields).filter((key) => isText(fields[key])));
  return name === undefined ? undefined : (fields[name] as string);
}
