import { ablate } from './ablate/declaration';
import type { Analysis, AnswerOf, RequestOf } from './analysis';
import { count } from './count/declaration';
import { sweep } from './sweep/declaration';

/** Every analysis. What lists them derives from here. */
export const analyses = { count, ablate, sweep } as const satisfies Record<string, Analysis>;

export type AnalysisId = keyof typeof analyses;
export const analysisIds = Object.keys(analyses) as AnalysisId[];

/** What the engine answers to each. */
export type AnalysisMethods = {
  [K in AnalysisId]: (request: RequestOf<(typeof analyses)[K]>) => AnswerOf<(typeof analyses)[K]>;
};

/** Which analysis is asked for, and with what; plain JSON. */
export type Asked = {
  [K in AnalysisId]: { method: K; request: RequestOf<(typeof analyses)[K]> };
}[AnalysisId];
