import { basename } from 'node:path';
import { shown } from '../input/shape';
import { unusable } from './error';

/** What the field with the text is called, the likeliest first. */
export const usualFields: readonly string[] = ['text', 'content', 'document', 'sentence'];

/** A row of a file, and where it stands. */
export interface Row {
  value: unknown;
  /** From 1. */
  number: number;
}

/**
 * Reads texts out of rows of JSON. Which field holds them is decided once, by the first rows that show it: one of the
 * usual names, else the only field with text. Whoever decided it for each row would count another field wherever the text
 * is missing.
 */
export class TextField {
  #name: string | undefined;
  /** The first row that holds something, but showed no field. */
  #undecided: number | undefined;

  constructor(private readonly file: string) {}

  /** Looks at some rows that follow one another, before their texts are asked for. @throws BabelscopeError */
  look(rows: readonly Row[]): void {
    if (this.#name !== undefined) return;
    const objects = rows.filter(({ value }) => isObject(value));
    const present = new Set(objects.flatMap(({ value }) => Object.keys(value as object)));
    // A field that is null throughout is there only because another source has it.
    const holds = (name: string) => objects.some(({ value }) => (fieldOf(value, name) ?? null) !== null);
    const usual = usualFields.find(holds) ?? usualFields.find((name) => present.has(name));
    const texts = [...present].filter((name) => objects.some(({ value }) => isText(fieldOf(value, name))));
    if (usual === undefined && texts.length > 1) throw this.#nameless(objects[0].number);
    this.#name = usual ?? texts[0];
    if (this.#name === undefined) this.#undecided ??= objects[0]?.number;
  }

  /**
   * @returns undefined for a row whose text is missing: `null`, or nothing known yet
   * @throws BabelscopeError `corpus-unusable` for a row that holds something else there
   */
  textOf({ value, number }: Row): string | undefined {
    if (isText(value)) return value;
    if (!isObject(value))
      throw unusable(
        `Line ${number} of ${this.#file} holds ${kindOf(value)}, not a text. Put one JSON object on each line.`,
      );
    const name = this.#name;
    if (name === undefined) return undefined;
    const text = fieldOf(value, name);
    if (isText(text)) return text;
    if (text === null) return undefined;
    if (text === undefined)
      throw unusable(
        `Line ${number} of ${this.#file} has no text: it lacks the field “${shown(name)}” of the lines before. Give every line that field.`,
      );
    throw unusable(
      `Line ${number} of ${this.#file} holds ${kindOf(text)} in “${shown(name)}”, not a text. Write the text itself there.`,
    );
  }

  /** All rows have been looked at. @throws BabelscopeError where none showed a field */
  end(): void {
    if (this.#name === undefined && this.#undecided !== undefined) throw this.#nameless(this.#undecided);
  }

  get #file(): string {
    return basename(this.file);
  }

  #nameless(number: number): Error {
    return unusable(`Line ${number} of ${this.#file} has no text. Name the field that holds it “text”.`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not what every object inherits. */
function fieldOf(row: unknown, name: string): unknown {
  return isObject(row) && Object.hasOwn(row, name) ? row[name] : undefined;
}

/** What a value is, for people. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'number' ? 'a number' : `${String(value)}`;
}
