import type { ResultMethods, ResultSnapshot } from '../../../src/protocol/result-page';
import type { Handlers } from '../../../src/rpc/rpc';

/** The host of a result's page: it has the file, and nothing else. */
export function resultHandlers<T>(snapshot: Partial<ResultSnapshot<T>>): Handlers<ResultMethods<T>> {
  return {
    ready: () => ({ name: 'a.babelscope.json', data: undefined, failure: undefined, ...snapshot }),
    save: () => undefined,
  };
}
