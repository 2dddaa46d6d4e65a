import * as v from 'valibot';
import type { Inputs } from './input';

/** What every analysis answers, besides its own numbers. */
export interface Reported {
  /** Sentences a person should read. */
  warnings: string[];
}

/** The file that an analysis writes. */
export interface ResultFile {
  /** With its dot: `.lape.safetensors`. */
  ending: string;
  /** In dialogs. */
  label: string;
  /** Whether it is found in the model's folder by itself. */
  isFoundAtModel: boolean;
}

type ShapesOf<I extends Inputs> = { [K in keyof I]: I[K]['shape'] } & { file: typeof fileShape };
/** Its inputs, and where the result goes. */
type RequestShape<I extends Inputs> = v.ObjectSchema<ShapesOf<I>, undefined>;

interface Declaration<Id extends string, I extends Inputs, R extends Reported> {
  /** The engine's method and the command line's command. */
  id: Id;
  /** The command in the editor, which package.json contributes. */
  command: `babelscope.${string}`;
  /** Its title, without its dots. */
  title: string;
  /** What it does, in one line, for the command line's help. */
  summary: string;
  /** Further paragraphs of that help: what goes in, what comes out. */
  notes: string;
  /** Whether it is about the neurons of an atlas, which then has to be there. */
  needsAtlas: boolean;
  inputs: I;
  /** What progress counts. */
  unit: string;
  result: ResultFile;
  /** `counting language neurons over texts`, in the middle of a sentence. @param about what the person gave, by name */
  doing(about: string): string;
  /** The sentence of its end, without its dot. @param model the model's name */
  done(model: string): string;
  /** A folder that it makes for what it writes. */
  makes?(given: Readonly<Record<string, unknown>>): string | undefined;
  /** So many units it takes at most, as far as that is known. @param known languages of the atlas */
  estimate?(given: Readonly<Record<string, unknown>>, known: readonly string[]): number;
  /** It is done, though a person had been told that part of it was done before, which had to be thrown away. */
  beganAnew?(result: R): boolean;
  /** The file with what there is of an unfinished one, where that can be looked at. @param file the result's */
  soFar?(file: string): string;
}

/** One analysis, declared once: the editor, the command line and the engine derive from it what they have of it. */
export interface Analysis<
  Id extends string = string,
  I extends Inputs = Inputs,
  R extends Reported = Reported,
  Given extends { file: string } = { file: string },
  Asked extends { file: string } = { file: string },
> extends Declaration<Id, I, R> {
  /** A request as it comes from a file, another process or an agent; with every default in place when it is read. */
  request: v.GenericSchema<Given, Asked>;
  /** What the engine answers; types cannot be told from values, so it is undefined. */
  answer?: R;
}

/** As it is asked for: what has a default may be left out. */
export type RequestOf<A extends Analysis> = v.InferInput<A['request']>;
/** With every default in place. */
export type AskedOf<A extends Analysis> = v.InferOutput<A['request']>;
export type AnswerOf<A extends Analysis> = NonNullable<A['answer']>;

/** Absolute. Unfinished work is beside it, `<file>.partial`, and the same request goes on there. */
const fileShape = v.pipe(v.string(), v.minLength(1), v.maxLength(10_000));

/** Declares an analysis whose engine side answers an `R`. */
export function analysis<R extends Reported>() {
  return <const Id extends string, I extends Inputs>(declaration: Declaration<Id, I, R>) => {
    const shapes = Object.entries(declaration.inputs).map(([name, { shape }]) => [name, shape]);
    // What comes out of a list of pairs has no types of its own.
    const entries = Object.fromEntries([...shapes, ['file', fileShape]]) as ShapesOf<I>;
    const request = v.object(entries) as RequestShape<I>;
    return { ...declaration, request } as typeof declaration & { request: typeof request; answer?: R };
  };
}

/** Where an analysis keeps what it has done, until it is finished. */
export function partialOf(file: string): string {
  return `${file}.partial`;
}
