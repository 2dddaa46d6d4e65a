import { join } from 'node:path';
import { type Disposable, type ExtensionContext, type LogOutputChannel } from 'vscode';
import {
  createSupervisor,
  type EngineState,
  type Supervisor,
  type SupervisorOptions,
} from '../client/supervisor';
import type { ModelReference } from '../model/reference';
import { readSettings } from './settings';

/** The engine processes of this window, created on first use. */
export class Engine implements Pick<Supervisor, 'open' | 'call' | 'stateOf' | 'stop'>, Disposable {
  #supervisor: Supervisor | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
    private readonly changed: () => void,
    private readonly opened?: SupervisorOptions['opened'],
  ) {}

  readonly open: Supervisor['open'] = (...call) => this.#started().open(...call);

  readonly call: Supervisor['call'] = (...call) => this.#started().call(...call);

  stateOf(model: ModelReference): EngineState {
    return this.#supervisor?.stateOf(model) ?? 'stopped';
  }

  stop(model: ModelReference): void {
    this.#supervisor?.stop(model);
  }

  dispose(): void {
    this.#supervisor?.dispose();
  }

  #started(): Supervisor {
    if (this.#supervisor) return this.#supervisor;
    this.#supervisor = createSupervisor({
      engineFile: join(this.context.extensionPath, 'dist', 'engine.js'),
      storage: this.context.globalStorageUri.fsPath,
      settings: readSettings,
      log: (line) => this.log.info(line),
      ...(this.opened && { opened: this.opened }),
    });
    this.#supervisor.onChange(this.changed);
    return this.#supervisor;
  }
}
