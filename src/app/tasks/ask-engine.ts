import type { Analysis, AnswerOf } from '../../analyses/analysis';
import { analyses, type AnalysisId, type Asked } from '../../analyses/registry';
import type { Supervisor } from '../../client/supervisor';
import type { ModelReference } from '../../model/reference';
import type { CallOptions } from '../../rpc/rpc';

/**
 * Asks the engine of a model for an analysis. One that needs no atlas gets none: an old one is no reason not to make a
 * new one.
 */
export async function askEngine<K extends AnalysisId>(
  engine: Pick<Supervisor, 'call'>,
  model: ModelReference,
  { method, request }: Extract<Asked, { method: K }>,
  options: CallOptions,
): Promise<AnswerOf<(typeof analyses)[K]>> {
  const { needsAtlas }: Analysis = analyses[method];
  const used: ModelReference = needsAtlas ? model : { ...model, atlas: undefined };
  // Which request belongs to which method is known to `Asked`, and lost to TypeScript when it is taken apart.
  return engine.call<K>(used, method, request as never, options) as Promise<AnswerOf<(typeof analyses)[K]>>;
}
