import type { FileMetaData, SchemaElement, SchemaTree } from 'hyparquet';
import { getSchemaPath } from 'hyparquet/src/schema.js';
import { shown } from '../input/shape';
import { unusable } from './error';
import { textPath, usualFields } from './text-path';

/**
 * Which column of a Parquet file holds its documents, by the rules of `textPath`. A top-level column with one
 * of the usual names but other contents is an error.
 *
 * A column that is null throughout is ignored: it exists only because another source has it.
 *
 * @param name of the file, for the message
 * @returns the column's path
 * @throws BabelscopeError `corpus-unusable` if none does, or several might
 */
export function textColumn(
  schema: FileMetaData['schema'],
  name: string,
  groups: FileMetaData['row_groups'] = [],
): string[] {
  const [root] = getSchemaPath(schema, []);
  const named = usualFields
    .map((field) => root.children.find(({ element }) => element.name === field))
    .filter((column) => column !== undefined);
  const usual = named.find(({ path }) => !isNull(path, groups)) ?? named.at(0);
  if (usual && isText(usual.element)) return usual.path;
  if (usual && (usual.children.length === 0 || isList(usual))) return refuse(usual, name);
  const leaves = textsBelow(root);
  // If a group has a usual name, the text is inside it, whatever less usual names exist beside it.
  const shownTexts = usual ? leaves.filter(([first]) => first === usual.element.name) : leaves;
  const column = textPath({ paths: shownTexts, areInLists: !usual && hasListedText(root) });
  if (column) return [...column];
  const there =
    leaves.length > 0 ? ` Texts are in ${shown(leaves.map((path) => path.join('.')).join(', '))}.` : '';
  throw unusable(
    `${name} has no column of texts named “text”.${there} Rename the one that holds the documents.`,
  );
}

function refuse({ element, path, children }: SchemaTree, name: string): never {
  const kind =
    children.length > 0 ? 'lists or objects' : `values of ${element.logical_type?.type ?? element.type}`;
  throw unusable(
    `${name} holds ${kind} in “${path.join('.')}”, not texts. Write the texts themselves there.`,
  );
}

function isText({
  type,
  logical_type: logical,
  converted_type: converted,
  repetition_type: repeated,
}: SchemaElement) {
  const marked = logical?.type === 'STRING' || converted === 'UTF8';
  return type === 'BYTE_ARRAY' && marked && repeated !== 'REPEATED';
}

/** A list is a column that contains something repeated. */
function isList({ element, children }: SchemaTree): boolean {
  return element.repetition_type === 'REPEATED' || children.some(isList);
}

/** The paths of all texts that are not in a list, in order. */
function textsBelow({ element, children, path }: SchemaTree): string[][] {
  if (element.repetition_type === 'REPEATED') return [];
  if (children.length === 0) return isText(element) && path.length > 0 ? [path] : [];
  return children.flatMap(textsBelow);
}

/** Whether all row groups declare that a column is entirely null. */
function isNull(path: readonly string[], groups: FileMetaData['row_groups']): boolean {
  return (
    groups.length > 0 &&
    groups.every(({ columns }) => {
      const meta = columns.find(
        ({ meta_data: each }) => each?.path_in_schema.join('.') === path.join('.'),
      )?.meta_data;
      return meta?.statistics?.null_count === meta?.num_values && meta !== undefined;
    })
  );
}

/** Whether a list inside it holds texts. */
function hasListedText(column: SchemaTree, isInList = false): boolean {
  const { element, children } = column;
  const isRepeated = isInList || element.repetition_type === 'REPEATED';
  if (children.length === 0) return isRepeated && isText({ ...element, repetition_type: 'OPTIONAL' });
  return children.some((child) => hasListedText(child, isRepeated));
}
