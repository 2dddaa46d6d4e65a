/** Names of the field that holds the text, likeliest first. */
export const usualFields: readonly string[] = ['text', 'content', 'document', 'sentence'];

/** Other names for texts: one of these at the top level is chosen, whatever other fields contain. */
const otherFields: ReadonlySet<string> = new Set(
  'body article passage paragraph story comment review tweet raw_text raw_content'.split(' '),
);

/** Names of fields that name or describe a document but never are one: `id`, `page_title`, `sourceUrl`. */
const about =
  /(?:^|[_\-. ])(?:u?u?id|guid|key|ur[il]|link|href|path|file|filename|hash|sha\d*|md5|digest|lang|language|title|name|label|category|tag|type|kind|format|split|source|author|publisher|domain|date|time|timestamp|year|license|version)s?$/i;

/** The texts found in a row or a schema. */
export interface ShownTexts {
  /** The path of each, in order; none of them is in a list. */
  paths: readonly (readonly string[])[];
  /** Lists contain more: texts that cannot be documents themselves, but may be where the documents are. */
  areInLists: boolean;
}

/**
 * Which of several texts holds the documents: one with a usual name at the top level, else one inside another
 * field (`meta.text`), else the only text. A title beside deeper texts, or an id, is not a document.
 *
 * @returns undefined if none is, or several might be
 */
export function textPath({ paths, areInLists }: ShownTexts): readonly string[] | undefined {
  const top = paths.filter(({ length }) => length === 1);
  const named = (some: ShownTexts['paths']) =>
    usualFields
      .map((field) => some.filter((path) => path[path.length - 1] === field))
      .find(({ length }) => length > 0);
  const usual = named(top);
  if (usual) return usual[0];
  const [first] = top;
  if (top.length === 1 && otherFields.has(first[0].toLowerCase())) return first;
  const inner = named(paths);
  if (inner) return inner.length === 1 ? inner[0] : undefined;
  const isOnly = paths.length === 1 && !areInLists;
  return isOnly && !isAbout(paths[0]) ? paths[0] : undefined;
}

function isAbout(path: readonly string[]): boolean {
  return about.test(path[path.length - 1].replace(/(?<=[a-z])(?=[A-Z])/g, '_'));
}
