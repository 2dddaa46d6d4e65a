import type { Analysis, AnswerOf } from '../../analyses/analysis';
import { analyses, type AnalysisId, type Asked } from '../../analyses/registry';
import type { Supervisor } from '../../client/supervisor';
import type { ModelReference } from '../../model/reference';
import type { CallOptions } from '../../rpc/rpc';

/**
 * Requests an analysis from the engine of a model. One that needs no atlas is sent none: an outdated atlas is
 * no reason to refuse making a new one.
 */
export async function askEngine<K extends AnalysisId>(
  engine: Pick<Supervisor, 'call'>,
  model: ModelReference,
  { method, request }: Extract<Asked, { method: K }>,
  options: CallOptions,
): Promise<AnswerOf<(typeof analyses)[K]>> {
  const { needsAtlas }: Analysis = analyses[method];
  const used: ModelReference = needsAtlas ? model : { ...model, atlas: undefined };
  // `Asked` pairs each method with its request; TypeScript loses the link when it is destructured.
  return engine.call<K>(used, method, request as never, options) as Promise<AnswerOf<(typeof analyses)[K]>>;
}
