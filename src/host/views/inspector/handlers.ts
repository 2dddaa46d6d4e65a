import { commands } from 'vscode';
import { showBriefly } from '../../dialogs';
import { toFailure } from '../../../rpc/failure';
import type { Handlers } from '../../../rpc/rpc';
import type { InspectorHostMethods, InspectorSnapshot } from '../../../protocol/webview';
import type { Exported } from '../../../results/inspection/export';
import { isAction } from '../../../app/failure-actions';
import type { InspectionFlow } from '../../../app/inspection/flow';
import { copyTable, saveResult } from './save';

/** The page's state, and the requests that concern the editor. */
export interface InspectorActs {
  readonly snapshot: InspectorSnapshot;
  readonly flow: Pick<InspectionFlow, 'cancel' | 'shown' | 'tokenDetail'>;
  readonly painter: { hide(languages: readonly string[]): void };
  inspectActive(): Promise<void>;
  /** Selects a token's range in its editor. */
  revealToken(inspection: number, token: number, focus: boolean): Promise<void>;
  setFollow(on: boolean): Promise<void>;
  setPaint(on: boolean): Promise<void>;
  /** The result, with everything that is written to a file of it. @throws BabelscopeError `result-gone` */
  exported(inspection: number): Exported;
}

/** The requests that the inspector page may make. */
export function inspectorHandlers(babelscope: InspectorActs): Handlers<InspectorHostMethods> {
  return {
    ready: () => babelscope.snapshot,
    tokenDetail: ({ inspection, token }, { signal }) =>
      babelscope.flow.tokenDetail(inspection, token, signal),
    revealToken: async ({ inspection, token, focus }) => {
      try {
        await babelscope.revealToken(inspection, token, focus);
      } catch (error) {
        // Arrow keys request one token after another: a popup for each would bury the page.
        showBriefly('warning', toFailure(error).message);
      }
    },
    setFollow: ({ on }) => babelscope.setFollow(on),
    setPaint: ({ on }) => babelscope.setPaint(on),
    setHidden: ({ languages }) => babelscope.painter.hide(languages),
    copyTable: ({ inspection }) => copyTable(babelscope.exported(inspection)),
    save: async ({ inspection, format, picture }) => {
      const { uri } = babelscope.flow.shown(inspection).anchors.passage;
      await saveResult(babelscope.exported(inspection), uri, format, picture);
    },
    inspect: () => babelscope.inspectActive(),
    cancel: () => babelscope.flow.cancel(),
    runAction: async ({ id }) => {
      if (isAction(id)) await commands.executeCommand(id);
    },
  };
}
