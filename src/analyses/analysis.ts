import * as v from 'valibot';
import type { Inputs } from './input';

/** What every analysis returns besides its own numbers. */
export interface Reported {
  /** Sentences for the user to read. */
  warnings: string[];
}

/** The file that an analysis writes. */
export interface ResultFile {
  /** Including its dot: `.lape.safetensors`. */
  ending: string;
  /** For dialogs. */
  label: string;
  /** Whether it is found automatically in the model's folder. */
  isFoundAtModel: boolean;
}

type ShapesOf<I extends Inputs> = { [K in keyof I]: I[K]['shape'] } & { file: typeof fileShape };
/** Its inputs, and where to write the result. */
type RequestShape<I extends Inputs> = v.ObjectSchema<ShapesOf<I>, undefined>;

interface Declaration<Id extends string, I extends Inputs, R extends Reported> {
  /** The engine's method and the command line's command. */
  id: Id;
  /** The command in the editor, which package.json contributes. */
  command: `babelscope.${string}`;
  /** Its title, without the trailing dots. */
  title: string;
  /** What it does, in one line, for the command line's help. */
  summary: string;
  /** Further paragraphs of that help: inputs and output. */
  notes: string;
  /** Whether it needs an atlas. */
  needsAtlas: boolean;
  inputs: I;
  /** The unit of progress. */
  unit: string;
  result: ResultFile;
  /**
   * Such as `counting language neurons over texts`, for the middle of a sentence. @param about display name
   * of the user's input
   */
  doing(about: string): string;
  /** The sentence for its completion, without the full stop. @param model the model's name */
  done(model: string): string;
  /** The folder that it creates for its output, if any. */
  makes?(given: Readonly<Record<string, unknown>>): string | undefined;
  /** The maximum number of units, if known. @param known languages of the atlas */
  estimate?(given: Readonly<Record<string, unknown>>, known: readonly string[]): number;
  /**
   * Whether it started over although the user had been told that part of it was done, because that part had
   * to be discarded.
   */
  beganAnew?(result: R): boolean;
  /** The file with the partial result, if it can be viewed. @param file the result's */
  soFar?(file: string): string;
}

/** One analysis, declared once: the editor, the command line and the engine derive their parts from it. */
export interface Analysis<
  Id extends string = string,
  I extends Inputs = Inputs,
  R extends Reported = Reported,
  Given extends { file: string } = { file: string },
  Asked extends { file: string } = { file: string },
> extends Declaration<Id, I, R> {
  /** Validates a request from a file, another process or an agent, and fills in every default. */
  request: v.GenericSchema<Given, Asked>;
  /** Carries the type of the engine's answer; the value is always undefined. */
  answer?: R;
}

/** As requested: inputs with a default may be left out. */
export type RequestOf<A extends Analysis> = v.InferInput<A['request']>;
/** With every default in place. */
export type AskedOf<A extends Analysis> = v.InferOutput<A['request']>;
export type AnswerOf<A extends Analysis> = NonNullable<A['answer']>;

/** Absolute. Unfinished work is stored beside it in `<file>.partial`, where the same request resumes. */
const fileShape = v.pipe(v.string(), v.minLength(1), v.maxLength(10_000));

/** Declares an analysis whose engine part returns an `R`. */
export function analysis<R extends Reported>() {
  return <const Id extends string, I extends Inputs>(declaration: Declaration<Id, I, R>) => {
    const shapes = Object.entries(declaration.inputs).map(([name, { shape }]) => [name, shape]);
    // `Object.fromEntries` loses the types of its entries.
    const entries = Object.fromEntries([...shapes, ['file', fileShape]]) as ShapesOf<I>;
    const request = v.object(entries) as RequestShape<I>;
    return { ...declaration, request } as typeof declaration & { request: typeof request; answer?: R };
  };
}

/** Where an analysis saves its progress until it is finished. */
export function partialOf(file: string): string {
  return `${file}.partial`;
}
