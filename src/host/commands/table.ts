import { commands, type Disposable } from 'vscode';
import { analyses, analysisIds } from '../../analyses/registry';
import type { Babelscope } from '../babelscope';
import { type Entry, isEntry } from '../catalogue/catalogue';
import { type CommandId, commandIds } from '../../app/identifiers';
import { addModelFolder } from './addModelFolder';
import { chooseModel } from './chooseModel';
import { continueSteered } from './continueSteered';
import { importNeurons } from './importNeurons';
import { copyModelPath, removeModel, revealModel, unloadModel, useModel } from './modelActions';
import { downloadModel } from './downloadModel';
import { openSample } from './openSample';
import { pauseRun, resumeRun, showRuns } from './runs';
import { useAtlas } from './useAtlas';
import { startAnalysis } from './startAnalysis';

/** Menus and other commands pass parameters; the palette does not. */
type Run = (babelscope: Babelscope, ...parameters: unknown[]) => void | Promise<void>;

/** Commands of a row in the model list. */
const ofEntry =
  (act: (babelscope: Babelscope, entry: Entry) => void | Promise<void>): Run =>
  (babelscope, entry) =>
    isEntry(entry) ? act(babelscope, entry) : undefined;

const table: Record<CommandId, Run> = {
  [commandIds.inspectSelection]: (babelscope) => babelscope.inspectActive(),
  [commandIds.cancelInspection]: (babelscope) => babelscope.flow.cancel(),
  [commandIds.toggleFollow]: (babelscope) => babelscope.setFollow(),
  [commandIds.togglePaint]: (babelscope) => babelscope.setPaint(),
  [commandIds.chooseModel]: chooseModel,
  [commandIds.addModelFolder]: addModelFolder,
  [commandIds.openSample]: openSample,
  [commandIds.showLog]: (babelscope) => babelscope.log.show(true),
  [commandIds.downloadModel]: (babelscope) => downloadModel(babelscope),
  [commandIds.useModel]: ofEntry(useModel),
  [commandIds.unloadModel]: ofEntry(unloadModel),
  [commandIds.revealModel]: ofEntry(revealModel),
  [commandIds.copyModelPath]: ofEntry(copyModelPath),
  [commandIds.removeModel]: ofEntry(removeModel),
  [commandIds.steer]: ({ steering }) => steering.attempt(() => steering.focus()),
  [commandIds.continueSteered]: ({ steering }) => steering.attempt(() => continueSteered(steering)),
  [commandIds.insertResult]: ({ steering }) => steering.attempt(() => steering.insert()),
  [commandIds.compareResult]: ({ steering }) => steering.attempt(() => steering.compare()),
  [commandIds.openReport]: ({ reports }) => reports.attempt(() => reports.openCurrent()),
  [commandIds.compareAtlases]: ({ reports }) => reports.attempt(() => reports.compareActive()),
  [commandIds.saveExperiment]: ({ steering }) => steering.attempt(() => steering.save()),
  [commandIds.showRuns]: told(showRuns),
  [commandIds.pauseRun]: told(pauseRun),
  [commandIds.resumeRun]: told(resumeRun),
  [commandIds.useAtlas]: told(useAtlas),
  [commandIds.importNeurons]: told(importNeurons),
};

/** Registers every command; a command's errors are always shown. */
export function registerCommands(babelscope: Babelscope): Disposable[] {
  const ofAnalyses = analysisIds.map((id): [string, Run] => [analyses[id].command, told(startAnalysis(id))]);
  return [...Object.entries(table), ...ofAnalyses].map(([id, run]) =>
    commands.registerCommand(id, async (...parameters: unknown[]) => {
      try {
        await run(babelscope, ...parameters);
      } catch (error) {
        babelscope.refuse(error);
      }
    }),
  );
}

/** Commands that do not concern the panel report errors in a popup. */
function told(run: Run): Run {
  return async (babelscope, ...parameters) => {
    try {
      await run(babelscope, ...parameters);
    } catch (error) {
      babelscope.tell(error);
    }
  };
}
