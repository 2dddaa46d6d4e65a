import * as v from 'valibot';
import { check, shown } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';

/** The seam between the extension host and a page: what each page may ask, said once for types and for checks. */

/** A type where a value is asked for. */
export interface Type<T> {
  readonly type?: T;
}

/** One thing that a page may ask of the host. */
interface Call<Shape extends v.GenericSchema<unknown, unknown>, Result, Part> {
  readonly request: Shape;
  readonly result: Type<Result>;
  readonly part: Type<Part>;
}

// Nothing of results here: they would be taken from here where a call names none.
export type Calls = Record<string, { readonly request: v.GenericSchema<unknown, unknown> }>;

/** A page, its name, and what it may ask. */
export interface PageDeclaration<C extends Calls = Calls> {
  /** Folder in `webview/`; the page's script is `<name>.js` and its element `<babel-name>`. */
  readonly name: string;
  /** For screen readers. */
  readonly title: string;
  readonly calls: C;
  /**
   * Checks each request where it enters: a page is not trusted. They throw BabelscopeError `internal` for a malformed one.
   */
  readonly parsers: { [K in keyof C]: (request: unknown) => v.InferOutput<C[K]['request']> };
}

/** What a page may ask of the host, as `connect` takes it. */
export type HostMethods<D> =
  D extends PageDeclaration<infer C>
    ? {
        [K in keyof C]: C[K] extends Call<infer Shape, infer Result, infer Part>
          ? [Part] extends [never]
            ? (request: v.InferOutput<Shape>) => Result
            : (request: v.InferOutput<Shape>, part: Part) => Result
          : never;
      }
    : never;

/** A page that is told nothing but what it asks for. */
export type NoMethods = Record<never, never>;

/** `T`, for a call's result and parts. */
export function type<T>(): Type<T> {
  return {};
}

/**
 * @param request what may be sent; all else is refused
 * @param result what is answered; nothing where it is left out
 * @param part what is streamed before the result, for a call that does
 */
export function call<Shape extends v.GenericSchema<unknown, unknown>, Result = void, Part = never>(
  request: Shape,
  result: Type<Result> = {},
  part: Type<Part> = {},
): Call<Shape, Result, Part> {
  return { request, result, part };
}

export function page<C extends Calls>(name: string, title: string, calls: C): PageDeclaration<C> {
  const parsers = Object.entries(calls).map(([method, { request }]) => [method, parser(name, request)]);
  return { name, title, calls, parsers: Object.fromEntries(parsers) as PageDeclaration<C>['parsers'] };
}

function parser(page: string, shape: v.GenericSchema<unknown, unknown>) {
  return (request: unknown): unknown => {
    const parsed = check(shape, request);
    if (parsed.success) return parsed.output;
    throw new BabelscopeError(
      'internal',
      `The ${page} page sent a malformed request: ${shown(parsed.issues[0].message)}.`,
    );
  };
}

/** Requests that carry nothing. */
export const nothing = v.nullish(v.null(), null);

/** Bytes of the largest picture a page may have saved. */
const pictureLimit = 64 * 1024 * 1024;

/** A page's picture of what it shows, where one is sent along. */
export const picture = v.optional(
  v.pipe(
    v.custom<Uint8Array>((value) => value instanceof Uint8Array),
    v.check((bytes) => bytes.byteLength <= pictureLimit, 'picture too large'),
  ),
);

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
}

/** Something to be done about a failure, by its id. */
export const actionId = v.object({ id: v.pipe(v.string(), v.maxLength(200)) });
