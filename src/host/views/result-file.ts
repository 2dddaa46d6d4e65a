import { Uri } from 'vscode';
import type { NoMethods } from '../../protocol/page';
import type { ResultFormat, ResultMethods, ResultSnapshot } from '../../protocol/result-page';
import { BabelscopeError, toFailure } from '../../rpc/failure';
import type { Handlers, Methods, Parsers, Request, Result } from '../../rpc/rpc';
import { notify } from '../notices';
import { nameOf, saveFile, sentPicture } from '../saveFile';
import { pageIn } from './page';
import type { FileKind } from './saved/kind';

/** A kind of result: its page, and the formats it is saved in. */
export interface ResultDeclaration<T, Shown, Host extends Methods<Host>> {
  page: { name: string; title: string; parsers: Parsers<Host> };
  /** The part that is sent to the page. */
  shown(result: T): Shown;
  /** If absent, the page offers nothing to save. */
  saved?: {
    /** Such as `ablations`, for the dialog's title. */
    what: string;
    /** Appended to the file's own name: `-report`. */
    suffix?: string;
    csv(result: T): string;
    json(result: T): string;
  };
  /** Its page's further requests. */
  answers?: {
    [K in Exclude<keyof Host, 'ready' | 'save'>]: (result: T, request: Request<Host, K>) => Result<Host, K>;
  };
}

/**
 * Opens saved files of one kind, each in its page. Errors in saving are shown in a popup, since the page is
 * for the result.
 */
export function resultKind<T, Shown, Host extends Methods<Host> & ResultMethods<Shown>>(
  extensionUri: Uri,
  declaration: ResultDeclaration<T, Shown, Host>,
): FileKind<T> {
  const { page, shown, answers } = declaration;
  return {
    open({ uri, name, content: { value, failure } }) {
      const data = value === undefined ? undefined : shown(value);
      const snapshot: ResultSnapshot<Shown> = { name, data, failure };
      const opened = (): T => {
        if (value !== undefined) return value;
        throw new BabelscopeError('result-gone', `There is no result in ${name}.`);
      };
      const asked = Object.entries<(result: T, request: never) => unknown>(answers ?? {}).map(
        ([method, answer]) => [method, (request: never) => answer(opened(), request)],
      );
      const handlers = {
        ready: () => snapshot,
        save: async ({ format, picture }: Request<ResultMethods<Shown>, 'save'>) => {
          try {
            await save(uri, opened(), declaration, format, picture);
          } catch (error) {
            notify(toFailure(error));
          }
        },
        ...Object.fromEntries(asked),
      } as unknown as Handlers<Host>;
      return {
        uri,
        resolve: (panel) => void pageIn<Host, NoMethods>(panel, { page, extensionUri, handlers }),
        dispose: () => undefined,
      };
    },
  };
}

async function save<T>(
  uri: Uri,
  result: T,
  { saved }: Pick<ResultDeclaration<T, never, NoMethods>, 'saved'>,
  format: ResultFormat,
  picture: Uint8Array | undefined,
): Promise<void> {
  if (!saved) throw new BabelscopeError('result-gone', 'There is nothing to save.');
  const stem = nameOf(uri).replace(/(\.babelscope)?\.json$/, '');
  await saveFile({
    what: saved.what,
    format,
    offered: Uri.joinPath(uri, '..', `${stem}${saved.suffix ?? ''}.${format}`),
    source: uri,
    content: () => (format === 'csv' || format === 'json' ? saved[format](result) : sentPicture(picture)),
  });
}
