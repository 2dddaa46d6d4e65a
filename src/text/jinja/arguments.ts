import { kindOf, numberOf, type Value } from './values';

/** What a function or filter was given, by the names of its parameters. */
export class Given {
  private readonly values = new Map<string, Value>();

  /**
   * @param name of the function, for sentences
   * @param parameters in order; those that end with `?` may be missing
   * @throws Error where they do not fit
   */
  constructor(
    private readonly name: string,
    parameters: readonly string[],
    args: readonly Value[],
    named: ReadonlyMap<string, Value> = new Map(),
  ) {
    const names = parameters.map((parameter) => parameter.replace('?', ''));
    if (args.length > names.length) throw new Error(`it gives ${name} too much`);
    args.forEach((value, k) => this.values.set(names[k], value));
    for (const [key, value] of named) {
      if (!names.includes(key) || this.values.has(key))
        throw new Error(`it gives ${name} a “${key}” too much`);
      this.values.set(key, value);
    }
    const missing = parameters.find((parameter) => !parameter.endsWith('?') && !this.values.has(parameter));
    if (missing) throw new Error(`it does not give ${name} its “${missing}”`);
  }

  has(parameter: string): boolean {
    return this.values.has(parameter);
  }

  value(parameter: string): Value {
    return this.values.get(parameter);
  }

  /** @throws Error if it is not text */
  text(parameter: string): string {
    const value = this.value(parameter);
    if (typeof value !== 'string') throw new Error(`it gives ${this.name} what is no text`);
    return value;
  }

  /** A text, or null where it is missing or None. */
  textOrNone(parameter: string): string | null {
    return !this.has(parameter) || this.value(parameter) === null ? null : this.text(parameter);
  }

  /** A whole number that can be counted to. */
  count(parameter: string, otherwise: number): number {
    const value = this.value(parameter);
    if (!this.has(parameter) || value === null) return otherwise;
    const number = numberOf(value);
    if (typeof number !== 'bigint' || !Number.isSafeInteger(Number(number)))
      throw new Error(`it gives ${this.name} ${kindOf(value)} for a count`);
    return Number(number);
  }
}
