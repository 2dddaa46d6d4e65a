import type { OpenEngine } from '../engine/open-engine';
import { inTurn, stoppable } from '../engine/turn';
import { unwritable } from '../files/atomic';
import { makeFolder } from '../files/folder';
import { takeLock } from '../files/lock';
import { checked } from '../input/shape';
import type { CallContext, Handlers } from '../rpc/rpc';
import { runAblate } from './ablate/engine/run';
import type { Analysis, AnswerOf, AskedOf } from './analysis';
import { runCount } from './count/engine/run';
import { analyses, type AnalysisId, analysisIds, type AnalysisMethods } from './registry';
import { runSweep } from './sweep/engine/run';

type Declared = typeof analyses;
type Runs = {
  [K in AnalysisId]: (
    engine: OpenEngine,
    asked: AskedOf<Declared[K]>,
    context: CallContext,
  ) => Promise<AnswerOf<Declared[K]>>;
};

/** The engine's side of each analysis. */
const runs: Runs = {
  count: (engine, asked, context) => runCount(engine, asked, stoppable(context)),
  ablate: (engine, asked, context) => runAblate(engine, asked, stoppable(context)),
  sweep: runSweep,
};

/**
 * The methods of all analyses. Each reads its request, waits for its turn, and holds its file's lock while it runs.
 *
 * @param opened @throws BabelscopeError where no model is open
 */
export function analysisHandlers(opened: () => OpenEngine): Handlers<AnalysisMethods> {
  const handler = <K extends AnalysisId>(id: K) => [
    id,
    async (request: unknown, context: CallContext) => {
      const engine = opened();
      const { needsAtlas, makes, request: shape }: Analysis = analyses[id];
      // Without an atlas this says so at once, and not after what is under way.
      if (needsAtlas) void engine.neurons;
      const asked = checked(shape, request) as AskedOf<Declared[K]>;
      return inTurn(async () => {
        const own = makes?.(asked);
        if (own !== undefined)
          await makeFolder(own).catch((error: unknown) => {
            throw unwritable(own, error);
          });
        const release = await takeLock(`${asked.file}.lock`, asked.file);
        return runs[id](engine, asked, context).finally(release);
      });
    },
  ];
  // What comes out of a list of pairs has no types of its own.
  return Object.fromEntries(analysisIds.map(handler)) as Handlers<AnalysisMethods>;
}
