import { GraphError } from '../graph/error';
import type { FailureCode } from '../rpc/failure';
import { BabelscopeError } from '../rpc/failure';
import type { CallContext, Handlers, Methods } from '../rpc/rpc';
import { TokenizerError } from '../text/error';

/** Wraps handlers so that errors of the pure rooms, which do not know failure codes, leave with one. */
export function coded<M extends Methods<M>>(handlers: Handlers<M>): Handlers<M> {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (request: unknown, context: CallContext) => {
      try {
        return await (handler as (request: unknown, context: CallContext) => unknown)(request, context);
      } catch (error) {
        throw withCode(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Handlers<M>;
}

function withCode(error: unknown): unknown {
  if (error instanceof GraphError) {
    const code: FailureCode = error.code === 'unsupported' ? 'model-unsupported' : 'model-broken';
    return new BabelscopeError(code, error.message, { cause: error });
  }
  if (error instanceof TokenizerError)
    return new BabelscopeError('tokenizer-broken', error.message, { cause: error });
  return error;
}
