import { resolve } from 'node:path';
import { UsageError } from './usage';

/**
 * One option of a command: how it is written, explained and parsed. A command declares its options by name.
 */
export interface Option<T> {
  /** Placeholder for its value in the help; without one it is a flag. */
  readonly placeholder?: string;
  readonly help: string;
  /** It is shown in the usage line, because the command cannot run without it. */
  readonly required?: boolean;
  /**
   * @param given the value as typed; undefined if the option was not given
   * @param written the option itself, `--top-rate`
   * @throws UsageError in one sentence
   */
  read(given: string | undefined, written: string): T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

/** The values of a command's options. */
export type Values<O extends Options> = { [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** Such as `--top-rate` for `topRate`. */
export function written(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function flag(help: string): Option<boolean> {
  return { help, read: (given) => given !== undefined };
}

/** A file or folder, made absolute. */
export function path(placeholder: string, help: string): Option<string | undefined> {
  return {
    placeholder,
    help,
    read(given, name) {
      if (given?.trim() === '') throw new UsageError(`${name} needs a ${placeholder}, not an empty name.`);
      return given === undefined ? undefined : resolve(given);
    },
  };
}

/** An option without which the command cannot run. */
export function required<T>(option: Option<T | undefined>): Option<T> {
  const { placeholder = '', help } = option;
  return {
    placeholder,
    help,
    required: true,
    read(given, name) {
      const value = option.read(given, name);
      if (value === undefined) throw new UsageError(`${name} ${placeholder} is missing.`);
      return value;
    },
  };
}

/** A whole number from `least` to `most`. */
export function wholeNumber(fallback: number, least: number, most: number, help: string): Option<number> {
  return {
    placeholder: 'N',
    help,
    read(given, name) {
      const value = given === undefined ? fallback : numberOf(given);
      if (!(Number.isInteger(value) && value >= least && value <= most))
        throw new UsageError(`${name} is a whole number from ${least} to ${most}, not “${given}”.`);
      return value;
    },
  };
}

/** A share, 0–1. */
export function share(fallback: number, help: string): Option<number> {
  return {
    placeholder: 'X',
    help,
    read(given, name) {
      const value = given === undefined ? fallback : numberOf(given);
      if (!(value >= 0 && value <= 1))
        throw new UsageError(`${name} is a number from 0 to 1, not “${given}”.`);
      return value;
    },
  };
}

/** A number from 0. */
export function amount(fallback: number, help: string): Option<number> {
  return {
    placeholder: 'X',
    help,
    read(given, name) {
      const value = given === undefined ? fallback : numberOf(given);
      if (!(value >= 0 && value < Infinity))
        throw new UsageError(`${name} is a number from 0, not “${given}”.`);
      return value;
    },
  };
}

/** One of a few words. */
export function choice<const T extends string>(words: readonly T[], fallback: T, help: string): Option<T> {
  return {
    placeholder: 'WORD',
    help,
    read(given, name) {
      const word = words.find((candidate) => candidate === (given ?? fallback));
      if (word === undefined) throw new UsageError(`${name} is one of ${words.join(', ')}, not “${given}”.`);
      return word;
    },
  };
}

/** Comma-separated language tags, without duplicates; undefined if the option is not given. */
export function languages(help: string): Option<string[] | undefined> {
  return {
    placeholder: 'en,fr,…',
    help,
    read(given, name) {
      const tags = given?.split(',').map((tag) => tag.trim());
      if (tags?.includes('')) throw new UsageError(`${name} is a list such as en,fr,zh, not “${given}”.`);
      const twice = tags?.find((tag, index) => tags.indexOf(tag) !== index);
      if (twice !== undefined) throw new UsageError(`${name} names ${twice} twice.`);
      return tags;
    },
  };
}

/** Comma-separated values. @param read returns undefined for an invalid word */
export function list<T, F extends T[] | undefined>(
  placeholder: string,
  help: string,
  fallback: F,
  read: (word: string) => T | undefined,
): Option<T[] | F> {
  return {
    placeholder,
    help,
    read(given, name) {
      if (given === undefined) return fallback;
      return given.split(',').map((word) => {
        const value = read(word.trim());
        if (value === undefined)
          throw new UsageError(`${name} is a list such as ${placeholder}, not “${given}”.`);
        return value;
      });
    },
  };
}

/** The one format for programs that read a result. */
export const json = flag('one JSON object on standard output, nothing else');

/** For spreadsheets and data frames. */
export const csv = flag('a table as CSV on standard output, nothing else');

/** How to print a result. @throws UsageError if both formats are requested */
export function formOf(options: { json: boolean; csv: boolean }): 'json' | 'csv' | 'text' {
  if (options.json && options.csv) throw new UsageError('Give --json or --csv, not both.');
  return options.json ? 'json' : options.csv ? 'csv' : 'text';
}

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
