import { parseArgs } from 'node:util';
import type { Options, Values } from './options';
import { written } from './options';
import { UsageError } from './usage';

/** What a command declares. */
export interface Definition<O extends Options> {
  name: string;
  /** Its operands in the usage line, such as `TEXT` or `FILE…`. */
  operands: string;
  /** What it does, in one line. */
  summary: string;
  /** All options it takes, besides `--help`. */
  options: O;
  /** Further paragraphs of its help. */
  notes?: string;
  /** @throws UsageError, or anything that `toFailure` turns into a sentence */
  run(operands: string[], options: Values<O>): Promise<void>;
}

/** A command as the command line sees it. */
export interface Command {
  name: string;
  summary: string;
  /** `inspect TEXT [options]` */
  usage: string;
  help: string;
  /** @throws UsageError if the arguments do not fit the command */
  run(args: string[]): Promise<void>;
}

/** Makes a command from its declaration: parses its arguments and writes its help. */
export function command<O extends Options>(definition: Definition<O>): Command {
  const { name, summary, notes } = definition;
  const needed = Object.entries(definition.options)
    .filter(([, option]) => option.required)
    .map(([key, { placeholder }]) => ` ${written(key)} ${placeholder}`);
  const usage = `${name} ${definition.operands}${needed.join('')} [options]`;
  const rows = Object.entries(definition.options).map(([key, { placeholder, help }]) => [
    placeholder ? `${written(key)} ${placeholder}` : written(key),
    help,
  ]);
  const paragraphs = [
    `Usage: babelscope ${usage}`,
    summary,
    `Options\n${table([...rows, ['--help', 'this text']])}`,
    ...(notes ? [notes.trim()] : []),
  ];
  return {
    name,
    summary,
    usage,
    help: `${paragraphs.join('\n\n')}\n`,
    async run(args) {
      const { operands, given } = readArguments(args, definition);
      const values = Object.entries(definition.options).map(([key, option]) => {
        const name = written(key);
        return [key, option.read(given.get(name), name)] as const;
      });
      await definition.run(operands, Object.fromEntries(values) as Values<O>);
    },
  };
}

/** Two columns, for terminals 80 characters wide. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}

/** Sorts arguments into operands and options by their written names; anything unknown is refused. */
function readArguments(
  args: string[],
  { name, operands: form, options }: Pick<Definition<Options>, 'name' | 'operands' | 'options'>,
): { operands: string[]; given: Map<string, string> } {
  const known = new Map(Object.entries(options).map(([key, option]) => [written(key), option]));
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Array.from(known, ([name, { placeholder }]) => [
        name.slice(2),
        { type: placeholder === undefined ? 'boolean' : 'string' } as const,
      ]),
    ),
  });
  const operands: string[] = [];
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.rawName);
    if (!option) {
      const word = args[token.index];
      throw new UsageError(
        `${name} has no option “${word}”. If that is the ${form}, put “--” before it: babelscope ${name} -- "${word}"`,
      );
    }
    const { placeholder } = option;
    if (placeholder === undefined && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value.`);
    // What looks like the next option is not taken as a value, unless “=” says that it is one.
    const lacking = token.value === undefined || (!token.inlineValue && token.value.startsWith('--'));
    if (placeholder !== undefined && lacking)
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${placeholder}.`);
    given.set(token.rawName, token.value ?? '');
  }
  return { operands, given };
}
