import * as v from 'valibot';
import { check } from '../../input/shape';
import type { Memento } from 'vscode';
import type { OpenModel } from '../../protocol/engine';
import { memoryKeys } from '../../app/identifiers';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const shape = v.object({
  identity: v.string(),
  /** Size at that time, to notice when the files are replaced. */
  bytes: count,
  layers: count,
  dMlp: count,
  vocabulary: count,
  precision: v.optional(v.string()),
});

/** What a model turned out to be when it was opened. */
export type Facts = v.InferOutput<typeof shape>;

/** How many models are remembered. */
const most = 200;

/** Remembers what models turned out to be, so listing them does not require opening them. */
export class FactsMemory {
  #all: Map<string, Facts>;

  constructor(private readonly memory: Memento) {
    const stored = check(v.record(v.string(), shape), memory.get(memoryKeys.modelFacts));
    this.#all = new Map(stored.success ? Object.entries(stored.output) : []);
  }

  /** @param path absolute path of the graph; undefined if it has not been opened in its current form */
  of(path: string, bytes: number): Facts | undefined {
    const facts = this.#all.get(path);
    return facts?.bytes === bytes ? facts : undefined;
  }

  keep(path: string, bytes: number, opened: OpenModel): void {
    const { identity, layers, dMlp, vocabulary, precision } = opened;
    this.#all.delete(path);
    this.#all.set(path, { identity, bytes, layers, dMlp, vocabulary, precision });
    for (const oldest of [...this.#all.keys()].slice(0, -most)) this.#all.delete(oldest);
    void this.memory.update(memoryKeys.modelFacts, Object.fromEntries(this.#all));
  }
}
