import * as v from 'valibot';
import { check } from '../../input/shape';
import type { Disposable, Memento } from 'vscode';
import { steeringChoicesShape } from '../../steering/choices-shape';
import { memoryKeys } from '../../app/identifiers';
import type { RememberedChoices } from '../../app/steering/flow';

const shape = v.object({ model: v.string(), choices: steeringChoicesShape });

/** Milliseconds without changes before choices are written: a slider sends many. */
const rest = 500;

/** The last choices in this workspace, kept through a reload. */
export class ChoicesMemory implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  #pending: RememberedChoices | undefined;

  constructor(private readonly memory: Memento) {}

  /** Undefined if nothing was kept, or only by a version with other choices. */
  recall(): RememberedChoices | undefined {
    const parsed = check(shape, this.memory.get(memoryKeys.steeringChoices));
    return parsed.success ? parsed.output : undefined;
  }

  keep(choices: RememberedChoices): void {
    this.#pending = choices;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), rest);
  }

  dispose(): void {
    this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    if (this.#pending) void this.memory.update(memoryKeys.steeringChoices, this.#pending);
    this.#pending = undefined;
  }
}
