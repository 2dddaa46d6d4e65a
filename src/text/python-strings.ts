import type { Template } from '@huggingface/jinja';

type PythonString = (text: string, characters?: string) => string;

/** What Python's methods of `str` of these names do, where the interpreter of templates does something else. */
const methods: Readonly<Record<string, PythonString>> = {
  strip: (text, characters) => trim(text, characters, true, true),
  lstrip: (text, characters) => trim(text, characters, true, false),
  rstrip: (text, characters) => trim(text, characters, false, true),
  title: (text) => text.replace(/[\p{Lu}\p{Ll}\p{Lt}]+/gu, capitalized),
  capitalize: capitalized,
};

/** The same for Jinja's filters. */
const filters: Readonly<Record<string, PythonString>> = {
  trim: methods.strip,
  title: (text) => text.replace(/[^-\s({[<]+/gu, capitalized),
  capitalize: capitalized,
};

/** The functions that `callPythonStrings` lets a template call, by names that no template can have. */
export const pythonStrings = Object.fromEntries(
  Object.entries({ method: methods, filter: filters }).flatMap(([kind, functions]) =>
    Object.entries(functions).map(([name, run]) => [`${kind} ${name}`, onTexts(name, run)]),
  ),
);

/** A part of a parsed template, as the interpreter has it. */
interface Part {
  type?: string;
  [field: string]: unknown;
}

/**
 * Lets a parsed template call the functions of `pythonStrings` where it calls the interpreter's own, and `functions` of
 * other names.
 */
export function callPythonStrings(template: Template['parsed'], functions: ReadonlySet<string>): void {
  visit(template as unknown as Part, functions);
}

function visit(part: Part, functions: ReadonlySet<string>): void {
  const callee = part.callee as Part | undefined;
  if (part.type === 'CallExpression' && callee) {
    const method =
      callee.type === 'MemberExpression' && !callee.computed ? (callee.property as Part) : undefined;
    const name = method?.value as string;
    if (method && Object.hasOwn(methods, name)) {
      part.callee = identifier(`method ${name}`);
      part.args = [callee.object, ...(part.args as Part[])];
    } else if (callee.type === 'Identifier' && functions.has(callee.value as string)) {
      part.callee = identifier(`function ${callee.value as string}`);
    }
  }
  if (part.type === 'FilterExpression') {
    const filter = part.filter as Part;
    const name = (filter.type === 'CallExpression' ? (filter.callee as Part) : filter).value as string;
    if (Object.hasOwn(filters, name)) {
      part.type = 'CallExpression';
      part.callee = identifier(`filter ${name}`);
      part.args = [part.operand, ...((filter.args as Part[] | undefined) ?? [])];
      delete part.operand;
      delete part.filter;
    }
  }
  for (const value of Object.values(part)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof item === 'object' && item !== null) visit(item as Part, functions);
  }
}

function identifier(value: string): Part {
  return { type: 'Identifier', value };
}

function onTexts(name: string, run: PythonString) {
  return (text: unknown, characters?: unknown, ...more: unknown[]): string => {
    if (typeof text !== 'string') throw new Error(`it applies ${name} to what is no text`);
    if ((characters ?? undefined) !== undefined && typeof characters !== 'string')
      throw new Error(`it gives ${name} what is no text`);
    if (more.length > 0) throw new Error(`it gives ${name} too much`);
    return run(text, (characters as string | null) ?? undefined);
  };
}

/** `str.isspace` counts four separators among the controls too. */
function isSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character) || (character >= '\x1c' && character <= '\x1f');
}

function trim(text: string, characters: string | undefined, left: boolean, right: boolean): string {
  const all = Array.from(text);
  const set = characters === undefined ? undefined : new Set(characters);
  const goes = (character: string): boolean => set?.has(character) ?? isSpace(character);
  let from = 0;
  let to = all.length;
  while (left && from < to && goes(all[from])) from++;
  while (right && to > from && goes(all[to - 1])) to--;
  return all.slice(from, to).join('');
}

function capitalized(word: string): string {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('').toLowerCase();
}
