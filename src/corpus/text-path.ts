/** What the field with the text is called, the likeliest first. */
export const usualFields: readonly string[] = ['text', 'content', 'document', 'sentence'];

/** What else texts are called: one of these at the top is meant, whatever lies within other fields. */
const otherFields: ReadonlySet<string> = new Set(
  'body article passage paragraph story comment review tweet raw_text raw_content'.split(' '),
);

/** What names or describes a document and never is one: `id`, `page_title`, `sourceUrl`. */
const about =
  /(?:^|[_\-. ])(?:u?u?id|guid|key|ur[il]|link|href|path|file|filename|hash|sha\d*|md5|digest|lang|language|title|name|label|category|tag|type|kind|format|split|source|author|publisher|domain|date|time|timestamp|year|license|version)s?$/i;

/** The texts that a row or a schema shows. */
export interface ShownTexts {
  /** The path of each, in their order; none of them is in a list. */
  paths: readonly (readonly string[])[];
  /** Lists hold more: texts that cannot be taken for documents, and among which the documents may be. */
  areInLists: boolean;
}

/**
 * Where the documents are among several texts: under one of the usual names at the top, else within other fields
 * (`meta.text`), else in the only text there is. A title beside texts that lie deeper, or an id, is no document.
 *
 * @returns undefined where none is, or several might be
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
