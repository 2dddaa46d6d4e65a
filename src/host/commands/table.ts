import { commands, type Disposable } from 'vscode';
import type { Babelscope } from '../babelscope';
import { type CommandId, commandIds } from '../identifiers';
import { addModelFolder } from './addModelFolder';
import { chooseModel } from './chooseModel';
import { continueSteered } from './continueSteered';
import { openSample } from './openSample';

const table: Record<CommandId, (babelscope: Babelscope) => void | Promise<void>> = {
  [commandIds.inspectSelection]: (babelscope) => babelscope.inspectActive(),
  [commandIds.cancelInspection]: (babelscope) => babelscope.flow.cancel(),
  [commandIds.toggleFollow]: (babelscope) => babelscope.setFollow(),
  [commandIds.togglePaint]: (babelscope) => babelscope.setPaint(),
  [commandIds.chooseModel]: chooseModel,
  [commandIds.addModelFolder]: addModelFolder,
  [commandIds.openSample]: openSample,
  [commandIds.showLog]: (babelscope) => babelscope.log.show(true),
  [commandIds.steer]: ({ steering }) => steering.attempt(() => steering.focus()),
  [commandIds.continueSteered]: ({ steering }) => steering.attempt(() => continueSteered(steering)),
  [commandIds.insertResult]: ({ steering }) => steering.attempt(() => steering.insert()),
  [commandIds.compareResult]: ({ steering }) => steering.attempt(() => steering.compare()),
  [commandIds.openReport]: ({ reports }) => reports.attempt(() => reports.openCurrent()),
  [commandIds.compareAtlases]: ({ reports }) => reports.attempt(() => reports.compareActive()),
  [commandIds.saveExperiment]: ({ steering }) => steering.attempt(() => steering.save()),
};

/** Registers every command; what a command throws is shown, never lost. */
export function registerCommands(babelscope: Babelscope): Disposable[] {
  return Object.entries(table).map(([id, run]) =>
    commands.registerCommand(id, async () => {
      try {
        await run(babelscope);
      } catch (error) {
        babelscope.refuse(error);
      }
    }),
  );
}
