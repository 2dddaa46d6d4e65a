import { basename } from 'node:path';
import { shown } from '../input/shape';
import { unusable } from './error';
import type { ShownTexts } from './text-path';
import { textPath, usualFields } from './text-path';

/** A row of a file, and its place. */
export interface Row {
  value: unknown;
  /** From 1. */
  number: number;
}

/** Documents are not expected deeper in an object. */
const deepest = 4;

/**
 * Reads texts from rows of JSON. The field that holds them is chosen once, from the first rows that show it:
 * see `textPath`. Choosing it for each row would count another field wherever the text is missing.
 */
export class TextField {
  #path: readonly string[] | undefined;
  /** It was chosen because there is no usual field. */
  #isGuess = false;
  /** The first row with contents but no text field. */
  #undecided: number | undefined;

  constructor(private readonly file: string) {}

  /** Examines consecutive rows, before their texts are requested. @throws BabelscopeError */
  look(rows: readonly Row[]): void {
    if (this.#path !== undefined && !this.#isGuess) return;
    const objects = rows.filter(({ value }) => isObject(value));
    if (this.#path !== undefined) {
      for (const { value, number } of objects) {
        const usual = usualFields.find((name) => isText(fieldOf(value, name)));
        if (usual !== undefined && usual !== this.#path[0])
          throw this.#nameless(number, [this.#path, [usual]]);
      }
      return;
    }
    const present = new Set(objects.flatMap(({ value }) => Object.keys(value as object)));
    // A field that is null throughout exists only because another source has it.
    const holds = (name: string) => objects.some(({ value }) => (fieldOf(value, name) ?? null) !== null);
    const usual = usualFields.find(holds) ?? usualFields.find((name) => present.has(name));
    if (usual === undefined) {
      const there = textsIn(objects.map(({ value }) => value));
      this.#path = textPath(there);
      this.#isGuess = true;
      if (this.#path === undefined && (there.paths.length > 0 || there.areInLists))
        throw this.#nameless(objects[0].number, there.paths);
    } else this.#path = [usual];
    if (this.#path === undefined) this.#undecided ??= objects[0]?.number;
  }

  /**
   * @returns undefined for a row whose text is missing: `null`, or no field chosen yet
   * @throws BabelscopeError `corpus-unusable` for a row with something else in the field
   */
  textOf({ value, number }: Row): string | undefined {
    if (isText(value)) return value;
    if (!isObject(value))
      throw unusable(
        `Line ${number} of ${this.#file} holds ${kindOf(value)}, not a text. Put one JSON object on each line.`,
      );
    const path = this.#path;
    if (path === undefined) return undefined;
    const text = valueAt(value, path);
    if (isText(text)) return text;
    if (text === null) return undefined;
    const name = shown(path.join('.'));
    if (text === undefined)
      throw unusable(
        `Line ${number} of ${this.#file} has no text: it lacks the field “${name}” of the lines before. Give every line that field.`,
      );
    throw unusable(
      `Line ${number} of ${this.#file} holds ${kindOf(text)} in “${name}”, not a text. Write the text itself there.`,
    );
  }

  /** To be called after the last row. @throws BabelscopeError if no row showed a field */
  end(): void {
    if (this.#path === undefined && this.#undecided !== undefined) throw this.#nameless(this.#undecided, []);
  }

  get #file(): string {
    return basename(this.file);
  }

  #nameless(number: number, paths: ShownTexts['paths']): Error {
    const start = `Line ${number} of ${this.#file} has no text`;
    if (paths.length === 0) return unusable(`${start}. Name the field that holds it “text”.`);
    const there = paths
      .slice(0, mostShown)
      .map((path) => `“${shown(path.join('.'))}”`)
      .join(', ');
    return unusable(`${start} named so: there is ${there}. Name the field that holds the documents “text”.`);
  }
}

/** Maximum number of fields listed in a sentence. */
const mostShown = 4;

/** Which texts some rows show, and whether lists contain more. */
function textsIn(rows: readonly unknown[]): ShownTexts {
  const paths = new Map<string, string[]>();
  let areInLists = false;
  const look = (value: unknown, path: string[], isInList: boolean): void => {
    if (isText(value) && isInList) areInLists = true;
    else if (isText(value)) paths.set(JSON.stringify(path), path);
    else if (Array.isArray(value)) {
      if (!areInLists) for (const one of value) look(one, path, true);
    } else if (isObject(value) && path.length < deepest)
      for (const name of Object.keys(value)) look(value[name], [...path, name], isInList);
  };
  for (const row of rows) look(row, [], false);
  return { paths: [...paths.values()], areInLists };
}

/** Null if something along the path is null. */
function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const name of path) {
    if (value === null) return null;
    value = fieldOf(value, name);
  }
  return value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own properties only, not inherited ones. */
function fieldOf(row: unknown, name: string): unknown {
  return isObject(row) && Object.hasOwn(row, name) ? row[name] : undefined;
}

/** The type of a value, for messages. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'number' ? 'a number' : `${String(value)}`;
}
