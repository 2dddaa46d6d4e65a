import { type ExtensionContext, window } from 'vscode';
import { Babelscope } from './host/babelscope';
import { registerCommands } from './host/commands/table';
import { viewTypes } from './app/identifiers';
import { createLog } from './host/log';
import type { RunFlow } from './app/tasks/flow';
import type { SteeringFlow } from './app/steering/flow';
import type { InspectorSnapshot } from './protocol/webview';

/** What the extension exports, for tests and automation. */
export interface BabelscopeApi {
  /** What the inspector panel shows, or would show if it were open. */
  snapshot(): InspectorSnapshot;
  /** Long runs of this window, and those that are unfinished. */
  runs(): Pick<RunFlow, 'active' | 'unfinished'>;
  /** Steering in the page that a person works in: an experiment that is open, or else the side bar. */
  steering(): Pick<SteeringFlow, 'snapshot' | 'load' | 'generate' | 'stop'>;
}

/** Wiring only: the engine, the panel and all else begin with their first use. */
export function activate(context: ExtensionContext): BabelscopeApi {
  const babelscope = new Babelscope(context, createLog());
  context.subscriptions.push(
    babelscope,
    ...registerCommands(babelscope),
    window.registerWebviewPanelSerializer(viewTypes.inspector, {
      deserializeWebviewPanel: async (panel) => {
        // Not awaited: the panel shows at once, its text is inspected when the engine is there.
        void babelscope.restore(panel);
      },
    }),
  );
  return {
    snapshot: () => babelscope.snapshot,
    steering: () => babelscope.steering.active,
    runs: () => babelscope.runs.flow,
  };
}
