import { commands } from 'vscode';
import { showBriefly } from '../../dialogs';
import { toFailure } from '../../../rpc/failure';
import type { Handlers } from '../../../rpc/rpc';
import type { InspectorHostMethods } from '../../../protocol/webview';
import type { Babelscope } from '../../babelscope';
import { isAction } from '../../failures';
import { copyTable, saveResult } from './save';

/** What the inspector page may ask of the host. */
export function inspectorHandlers(babelscope: Babelscope): Handlers<InspectorHostMethods> {
  return {
    ready: () => babelscope.snapshot,
    tokenDetail: ({ inspection, token }, { signal }) =>
      babelscope.flow.tokenDetail(inspection, token, signal),
    revealToken: async ({ inspection, token, focus }) => {
      try {
        await babelscope.revealToken(inspection, token, focus);
      } catch (error) {
        // Arrow keys ask for one token after the other: a popup for each would bury the page.
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
