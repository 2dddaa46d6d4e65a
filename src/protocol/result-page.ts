import * as v from 'valibot';
import type { Failure } from '../rpc/failure';
import {
  call,
  type Calls,
  type HostMethods,
  nothing,
  page,
  type PageDeclaration,
  picture,
  type,
  type Type,
} from './page';

/** The page of a saved result: it shows what a file holds, which does not change under it. */

/** What a saved file holds, or why it cannot be read. */
export interface ResultSnapshot<T> {
  /** The file's name. */
  name: string;
  data: T | undefined;
  failure: Failure | undefined;
}

const formats = ['csv', 'json', 'svg', 'png'] as const;

/** What a result is saved as: tables are made by the host, pictures by the page. */
export type ResultFormat = (typeof formats)[number];

function resultCalls<T>() {
  return {
    /** The page has loaded. */
    ready: call(nothing, type<ResultSnapshot<T>>()),
    /** Asks where to, and writes. */
    save: call(v.object({ format: v.picklist(formats), picture })),
  };
}

type ResultCalls<T> = ReturnType<typeof resultCalls<T>>;

/** What the page of a result may ask of the host, whatever the result. */
export type ResultMethods<T> = HostMethods<PageDeclaration<ResultCalls<T>>>;

/**
 * @param name folder in `webview/`
 * @param _shown what the page shows
 * @param more what the page asks for beside
 */
export function resultPage<T, More extends Calls = Record<never, never>>(
  name: string,
  title: string,
  _shown: Type<T>,
  more?: More,
): PageDeclaration<ResultCalls<T> & More> {
  return page(name, title, { ...resultCalls<T>(), ...more } as ResultCalls<T> & More);
}
