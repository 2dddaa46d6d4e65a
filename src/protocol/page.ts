import * as v from 'valibot';
import { check, shown } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';

/**
 * The seam between the extension host and a page: each page's requests, declared once for types and for
 * validation.
 */

/** Carries a type where a value is needed. */
export interface Type<T> {
  readonly type?: T;
}

/** One request that a page can make to the host. */
interface Call<Shape extends v.GenericSchema<unknown, unknown>, Result, Part> {
  readonly request: Shape;
  readonly result: Type<Result>;
  readonly part: Type<Part>;
}

// No result type here: calls that declare none would take it from here.
export type Calls = Record<string, { readonly request: v.GenericSchema<unknown, unknown> }>;

/** A page, its name, and its requests. */
export interface PageDeclaration<C extends Calls = Calls> {
  /** Folder in `webview/`; the page's script is `<name>.js` and its element `<babel-name>`. */
  readonly name: string;
  /** For screen readers. */
  readonly title: string;
  readonly calls: C;
  /**
   * Validates each request on arrival, since a page is not trusted. Parsers throw BabelscopeError `internal`
   * for a malformed one.
   */
  readonly parsers: { [K in keyof C]: (request: unknown) => v.InferOutput<C[K]['request']> };
}

/** The requests a page may make, as `connect` takes them. */
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

/** A page that receives nothing but answers. */
export type NoMethods = Record<never, never>;

/** Type `T`, for a call's result and parts. */
export function type<T>(): Type<T> {
  return {};
}

/**
 * @param request schema of what may be sent; anything else is refused
 * @param result type of the answer; none by default
 * @param part type of what is streamed before the result, if anything
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

/** For requests without content. */
export const nothing = v.nullish(v.null(), null);

/** Size limit of a picture that a page may have saved, in bytes. */
const pictureLimit = 64 * 1024 * 1024;

/** A page's picture of its content, if it sends one. */
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

/** An action offered with a failure, by its id. */
export const actionId = v.object({ id: v.pipe(v.string(), v.maxLength(200)) });
