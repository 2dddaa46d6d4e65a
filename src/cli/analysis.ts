import type { Analysis, AnswerOf, RequestOf } from '../analyses/analysis';
import type { Input, InputKind, Inputs } from '../analyses/input';
import type { AnalysisId, Asked, analyses } from '../analyses/registry';
import { askEngine } from '../app/tasks/ask-engine';
import type { LayerRange } from '../steering/layer-range';
import { switchingMethods } from '../steering/methods';
import { type Command, command } from './command';
import { corporaIn } from './corpora';
import { atlasOptions, modelOptions, withEngine } from './engine';
import { longRun } from './long-run';
import {
  csv,
  flag,
  formOf,
  json,
  languages,
  list,
  type Option,
  type Options,
  required,
  wholeNumber,
} from './options';
import { promptsAt } from './prompts';
import { shard } from './shard';
import { warn } from './standard-error';
import { jsonLine, print } from './standard-output';
import { UsageError } from './usage';

type Declared = typeof analyses;

/** How a kind of input is given on the command line. */
interface Told<I extends Input> {
  /** Its options by name; the one with the input's own name comes first. */
  options(input: I, name: string): Options;
  /** The value of the options and operands; undefined selects the input's default. */
  read?(input: I, given: Given): Promise<unknown>;
}

interface Given {
  /** The command's name, for messages. */
  command: string;
  operands: readonly string[];
  /** Values of the input's own options, by name. */
  values: Readonly<Record<string, unknown>>;
  /** Collects a sentence for everything left out. */
  leftOut: string[];
}

const kinds: { [K in InputKind]: Told<Extract<Input, { kind: K }>> } = {
  texts: {
    options: () => ({ languages: languages('only these, in this order (default: all, by name)') }),
    async read({ least }, { command, operands, values, leftOut }) {
      const [folder] = operands;
      if (folder === undefined || operands.length > 1)
        throw new UsageError(`${command} takes one FOLDER of texts.`);
      const found = await corporaIn(folder, values['languages'] as string[] | undefined, least);
      leftOut.push(...found.leftOut);
      return found.corpora;
    },
  },
  prompts: {
    options: () => ({
      prompts: wholeNumber(1_000_000, 1, 1_000_000, 'prompts of each language at most (default: all)'),
    }),
    read: (_, { operands, values }) => promptsAt(operands, values['prompts'] as number),
  },
  whole: {
    options: ({ usual, least, most, help }, name) => ({
      [name]: wholeNumber(usual, least, most, `${help} (default ${usual})`),
    }),
  },
  flag: { options: ({ help }, name) => ({ [name]: flag(help) }) },
  tags: { options: ({ help }, name) => ({ [name]: languages(help) }) },
  methods: {
    options: ({ help, usual }, name) => ({
      [name]: list('diffmean,add,…', help, [...usual], (word) =>
        switchingMethods.find((method) => method === word),
      ),
    }),
  },
  strengths: {
    options: ({ help, usual }, name) => ({
      [name]: list('0.5,1,2', help, [...usual], (word) =>
        word !== '' && Number.isFinite(Number(word)) ? Number(word) : undefined,
      ),
    }),
  },
  layers: {
    options: ({ help }, name) => ({ [name]: list('2,4-6', help, undefined, layersOf) }),
  },
  shard: { options: ({ help }, name) => ({ [name]: shard(help) }) },
  // Only programs set it.
  path: { options: () => ({}) },
};

function layersOf(word: string): LayerRange | undefined {
  const [, first, last = first] = /^(\d+)(?:[-–](\d+))?$/.exec(word) ?? [];
  return first === undefined ? undefined : [Number(first), Number(last)];
}

/** What a command adds to its analysis. */
interface Own<K extends AnalysisId> {
  operands: string;
  /** Where to write the result. */
  out: Option<string | undefined>;
  /**
   * Checks, before anything is loaded, whether the result can be written there.
   *
   * @returns the part of the request that says where
   */
  place(out: string): Promise<Pick<RequestOf<Declared[K]>, 'file'> & Partial<RequestOf<Declared[K]>>>;
  /** Writes further files, beyond what the engine has written. */
  answered?(answer: AnswerOf<Declared[K]>, request: RequestOf<Declared[K]>): Promise<void>;
  /** The documented object for `--json`. */
  json(answer: AnswerOf<Declared[K]>, asked: Answered<K>): unknown;
  /** The table for `--csv`, if there is one. */
  csv?(answer: AnswerOf<Declared[K]>): string;
  /** Prints it for reading. */
  text(answer: AnswerOf<Declared[K]>, request: RequestOf<Declared[K]>): void;
}

interface Answered<K extends AnalysisId> {
  out: string;
  request: RequestOf<Declared[K]>;
  /** A sentence for each part of the user's input that was left out. */
  leftOut: readonly string[];
}

/** Makes the command for an analysis: its options, its help, and its run. */
export function analysisCommand<K extends AnalysisId>(
  declared: Declared[K] & { id: K },
  own: Own<K>,
): Command {
  const analysis: Analysis = declared;
  const { id, summary, notes, inputs, needsAtlas, unit } = analysis;
  const told = toldOf(inputs);
  return command({
    name: id,
    operands: own.operands,
    summary,
    options: {
      out: required(own.out),
      ...Object.assign({}, ...told.map(({ options }) => options)),
      json,
      ...(own.csv && { csv }),
      ...(needsAtlas ? atlasOptions : modelOptions),
    } as { out: Option<string>; json: typeof json; csv?: typeof csv } & typeof modelOptions,
    notes,
    async run(operands, options) {
      const values = options as Readonly<Record<string, unknown>>;
      const leftOut: string[] = [];
      const { out } = options;
      const form = formOf({ json: options.json, csv: options.csv ?? false });
      const placed = await own.place(out);
      const read: Record<string, unknown> = {};
      for (const { name, value } of told)
        read[name] = await value({ command: id, operands, values, leftOut });
      const all: unknown = { ...read, ...placed };
      const request = all as RequestOf<Declared[K]>;
      const asked = { method: id, request } as Extract<Asked, { method: K }>;
      const answer = await longRun(placed, unit, (how) =>
        withEngine(options, (supervisor, model) => askEngine<K>(supervisor, model, asked, how)),
      );
      for (const warning of answer.warnings) warn(warning);
      const given = answer as AnswerOf<Declared[K]>;
      await own.answered?.(given, request);
      if (form === 'csv' && own.csv) print(own.csv(given));
      else if (form === 'json') print(jsonLine(own.json(given, { out, request, leftOut })));
      else own.text(given, request);
    },
  });
}

interface ToldInput {
  /** The input's name in the request. */
  name: string;
  options: Options;
  value(given: Given): Promise<unknown>;
}

function toldOf(inputs: Inputs): ToldInput[] {
  return Object.entries(inputs).map(([name, input]) => {
    // TypeScript cannot see that the entry matches the input's kind.
    const told = kinds[input.kind] as Told<Input>;
    const option = input.option ?? name;
    return {
      name,
      options: told.options(input, option),
      value: async (given) => (told.read ? told.read(input, given) : given.values[option]),
    };
  });
}
