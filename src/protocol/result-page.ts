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

/** The page of a saved result: it shows the contents of a file, which never changes while it is open. */

/** The contents of a saved file, or why it cannot be read. */
export interface ResultSnapshot<T> {
  /** The file's name. */
  name: string;
  data: T | undefined;
  failure: Failure | undefined;
}

const formats = ['csv', 'json', 'svg', 'png'] as const;

/** The formats a result can be saved in: the host makes tables, the page pictures. */
export type ResultFormat = (typeof formats)[number];

function resultCalls<T>() {
  return {
    /** The page has loaded. */
    ready: call(nothing, type<ResultSnapshot<T>>()),
    /** Asks where to save, and writes. */
    save: call(v.object({ format: v.picklist(formats), picture })),
  };
}

type ResultCalls<T> = ReturnType<typeof resultCalls<T>>;

/** The requests that any result page may make. */
export type ResultMethods<T> = HostMethods<PageDeclaration<ResultCalls<T>>>;

/**
 * @param name folder in `webview/`
 * @param _shown type of what the page shows
 * @param more further requests of the page
 */
export function resultPage<T, More extends Calls = Record<never, never>>(
  name: string,
  title: string,
  _shown: Type<T>,
  more?: More,
): PageDeclaration<ResultCalls<T> & More> {
  return page(name, title, { ...resultCalls<T>(), ...more } as ResultCalls<T> & More);
}
