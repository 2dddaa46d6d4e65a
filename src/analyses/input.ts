import * as v from 'valibot';
import type { LayerRange } from '../steering/layer-range';
import { switchingMethods, type SwitchingMethod } from '../steering/methods';

/**
 * The inputs an analysis can take, one declaration each: its shape in a request, how the command line writes
 * and explains it, and what the editor asks. Every kind has one reader in the command line and at most one
 * question in the editor.
 */
interface Base<Kind extends string, Shape extends v.GenericSchema> {
  readonly kind: Kind;
  /** Its shape in a request, a file or from an agent; if left out, it has its default. */
  readonly shape: Shape;
  /** For the command line's help, without the default. */
  readonly help: string;
  /** The title of the editor's step that asks for it; without one the default is used. */
  readonly asked?: string;
  /** The option's name on the command line, if it differs from the input's. */
  readonly option?: string;
}

/** How an input is presented to users. */
interface Put {
  asked?: string;
  option?: string;
}

const text = v.pipe(v.string(), v.maxLength(10_000));
const tag = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const textsShape = v.array(v.object({ language: text, files: v.array(text) }));

/** A folder of texts, with one file or folder per language. */
export interface Texts extends Base<'texts', typeof textsShape> {
  readonly asked: string;
  /** Minimum number of languages. */
  readonly least: number;
  /** Which part of the bundled sample is offered. */
  readonly sample: 'texts' | 'held-out';
}

export function texts(asked: string, least: number, sample: Texts['sample']): Texts {
  return { kind: 'texts', shape: textsShape, help: 'FOLDER of texts', asked, least, sample };
}

const promptsShape = v.array(
  v.object({
    language: tag,
    text: v.pipe(v.string(), v.maxLength(20_000)),
    /** Its place, for display: `en.txt, line 3,`. */
    place: v.optional(text),
  }),
);

/** Beginnings of texts, each with its language. */
export interface Prompts extends Base<'prompts', typeof promptsShape> {
  readonly asked: string;
}

export function prompts(asked: string): Prompts {
  return { kind: 'prompts', shape: promptsShape, help: 'PROMPTS files', asked };
}

const wholeShape = (usual: number, least: number, most: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)), usual);

export interface Whole extends Base<'whole', ReturnType<typeof wholeShape>> {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

/** A whole number from `least` to `most`. */
export function whole(
  usual: number,
  [least, most]: readonly [number, number],
  help: string,
  put: Put = {},
): Whole {
  return { kind: 'whole', shape: wholeShape(usual, least, most), usual, least, most, help, ...put };
}

/** The seed of a random generator. */
export function seed(help: string): Whole {
  return whole(0, [0, 2 ** 32 - 1], help);
}

const flagShape = v.optional(v.boolean(), false);

export interface Flag extends Base<'flag', typeof flagShape> {
  /** The value used in the editor if it does not ask. */
  readonly inEditor: boolean;
}

export function flag(help: string, { inEditor = false } = {}): Flag {
  return { kind: 'flag', shape: flagShape, help, inEditor };
}

/** For analyses that read texts. */
export const dropForeign = flag('leave out documents that read as another language than their file’s');

const tagsShape = v.optional(v.array(tag));

export interface Tags extends Base<'tags', typeof tagsShape> {
  /** Which of the atlas's languages can be chosen: those of the prompts, or all. */
  readonly among: 'prompts' | 'atlas';
}

/** Languages; by default all. */
export function tags(help: string, among: Tags['among'] = 'atlas', put: Put = {}): Tags {
  return { kind: 'tags', shape: tagsShape, help, among, ...put };
}

const strengthsShape = (usual: number[]) =>
  v.optional(v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(1000)), usual);

/** Strengths of steering to try. */
export interface Strengths extends Base<'strengths', ReturnType<typeof strengthsShape>> {
  readonly usual: readonly number[];
}

export function strengths(usual: number[], help: string, put: Put = {}): Strengths {
  return { kind: 'strengths', shape: strengthsShape(usual), usual, help, ...put };
}

const methodsShape = (usual: SwitchingMethod[]) =>
  v.optional(v.pipe(v.array(v.picklist(switchingMethods)), v.minLength(1)), usual);

/** Methods that steer from some languages to others. */
export interface Methods extends Base<'methods', ReturnType<typeof methodsShape>> {
  readonly usual: readonly SwitchingMethod[];
}

export function methods(usual: SwitchingMethod[], help: string, put: Put = {}): Methods {
  return { kind: 'methods', shape: methodsShape(usual), usual, help, ...put };
}

const layer = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
const layersShape = v.optional(
  v.array(
    v.pipe(
      v.tuple([layer, layer]),
      v.transform((range): LayerRange => range),
    ),
  ),
);

/** Ranges of layers, from 0. */
export type Layers = Base<'layers', typeof layersShape>;

export function layers(help: string): Layers {
  return { kind: 'layers', shape: layersShape, help };
}

const shardShape = v.optional(
  v.pipe(
    v.object({
      index: v.pipe(v.number(), v.integer(), v.minValue(1)),
      of: v.pipe(v.number(), v.integer(), v.maxValue(999_999)),
    }),
    v.check(({ index, of }) => index <= of, 'a part beyond the last'),
  ),
);

/** A part of a run, `index` from 1. */
export type Shard = Base<'shard', typeof shardShape>;

export function shard(help: string): Shard {
  return { kind: 'shard', shape: shardShape, help };
}

const pathShape = v.optional(text);

/** A file or folder that only programs set. */
export type Path = Base<'path', typeof pathShape>;

export function path(help: string): Path {
  return { kind: 'path', shape: pathShape, help };
}

export type Input = Texts | Prompts | Whole | Flag | Tags | Methods | Strengths | Layers | Shard | Path;
export type InputKind = Input['kind'];
export type Inputs = Readonly<Record<string, Input>>;
