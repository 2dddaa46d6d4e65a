import * as v from 'valibot';
import type { Memento } from 'vscode';
import { check } from '../../input/shape';
import { memoryKeys } from '../../app/identifiers';

/** How many files are remembered; of a run over more, the last ones. */
const most = 2000;

/** The corpus files that runs of this editor have counted: an atlas may open them without asking. */
export class CountedCorpora {
  constructor(private readonly memory: Memento) {}

  /** @param file absolute */
  has(file: string): boolean {
    return this.#all.includes(file);
  }

  /** @param files absolute */
  add(files: readonly string[]): void {
    const all = [...new Set([...files].reverse().concat(this.#all))].slice(0, most);
    void this.memory.update(memoryKeys.countedCorpora, all);
  }

  get #all(): string[] {
    const stored = check(v.array(v.string()), this.memory.get(memoryKeys.countedCorpora));
    return stored.success ? stored.output : [];
  }
}
