import { commands } from 'vscode';
import type { Handlers } from '../../../rpc/rpc';
import type { SteeringHostMethods } from '../../../protocol/steering-page';
import { isAction, steerAgain } from '../../../app/failure-actions';
import type { SteeringFlow } from '../../../app/steering/flow';
import type { Run } from '../../../app/steering/run';

/** The page's requests that concern more than its own runs. */
export interface SteeringActs {
  /** Does what the user asked for; a popup says why it cannot be done. */
  attempt(act: () => void | Promise<void>): Promise<void>;
  promptFromEditor(flow: SteeringFlow): void;
  insert(run: Run, side: 'plain' | 'steered'): Promise<void>;
  compare(run: Run): Promise<void>;
  save(flow: SteeringFlow, run: Run): Promise<void>;
}

/** The requests that the steering page may make, for the runs of one page. */
export function steeringHandlers(steering: SteeringActs, flow: SteeringFlow): Handlers<SteeringHostMethods> {
  return {
    ready: () => {
      // Not awaited: the page shows at once, and is updated when the model is loaded.
      void flow.load();
      return flow.snapshot;
    },
    change: ({ choices, version }) => flow.change(choices, version),
    generate: ({ choices, version }) => flow.generate(choices, version),
    stop: () => flow.stop(),
    promptFromEditor: () => steering.attempt(() => steering.promptFromEditor(flow)),
    showRun: ({ id }) => flow.showRun(id),
    clearHistory: () => flow.clearHistory(),
    insert: ({ run, side }) => steering.attempt(() => steering.insert(flow.run(run), side)),
    compare: ({ run }) => steering.attempt(() => steering.compare(flow.run(run))),
    save: ({ run }) => steering.attempt(() => steering.save(flow, flow.run(run))),
    runAction: async ({ id }) => {
      if (id === steerAgain.id) await flow.again();
      else if (isAction(id)) await commands.executeCommand(id);
    },
  };
}
