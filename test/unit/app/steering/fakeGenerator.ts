import type { SteeringFlowOptions } from '../../../../src/app/steering/flow';
import type { OpenModel } from '../../../../src/protocol/engine';
import { BabelscopeError } from '../../../../src/rpc/failure';
import type { CallOptions } from '../../../../src/rpc/rpc';
import type { GenerateRequest, Generation, GenerationPart } from '../../../../src/protocol/generation';
import type { SteeringOptions } from '../../../../src/steering/options';
import { opened } from '../inspection/fakeEngine';

export const options: SteeringOptions = {
  languages: ['en', 'fr', 'ja', 'ru'],
  neurons: [3, 2, 4, 5],
  layers: 8,
  dModel: 192,
  dMlp: 16,
  context: 512,
  best: { method: 'diffmean', layers: [4, 4], strength: 1, known: false },
  sampling: { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1, seed: 0 },
  chat: false,
};

/** A generation of one token a character. */
export function generationOf(text: string, logProbability = -1): Generation {
  const characters = [...text];
  let at = 0;
  const ranges = characters.map((character) => [at, (at += character.length)]);
  const each = (value: number) => Float32Array.from(characters, () => value);
  return {
    promptIds: Int32Array.from([1, 2]),
    ids: Int32Array.from(characters, (_, i) => i + 7),
    text,
    start: Uint32Array.from(ranges, ([start]) => start),
    end: Uint32Array.from(ranges, ([, end]) => end),
    logProbability: each(logProbability),
    plainLogProbability: each(logProbability),
    languages: ['en', 'fr'],
    activity: Float32Array.from(characters.flatMap(() => [0.25, NaN])),
    share: Float32Array.from(characters.flatMap(() => [0.5, 0])),
    finish: 'length',
    changedAt: null,
    touched: { neurons: 0, residual: 0 },
    firstTokenMilliseconds: 12,
    tokensPerSecond: 100,
    warnings: [],
  };
}

/** A `generate` that the test answers. */
export interface HeldGeneration {
  request: GenerateRequest;
  options: CallOptions<GenerationPart>;
  /** Streams a part, a token a character. */
  part(text: string): void;
  answer(generation: Generation): void;
  fail(error: Error): void;
}

/** An engine whose generations wait for the test, and which, as the real one, rejects at once when cancelled. */
export class FakeGenerator {
  readonly calls: HeldGeneration[] = [];
  steerings = 0;
  #opened: OpenModel | undefined;

  /**
   * @param first what `open` tells, as long as the engine lives
   * @param steering what there is to steer with
   */
  constructor(
    private readonly first: Partial<OpenModel> = {},
    private readonly steering: SteeringOptions = options,
  ) {}

  readonly engine: SteeringFlowOptions['engine'] = {
    open: () => {
      this.#opened ??= { ...opened, ...this.first };
      return Promise.resolve(this.#opened);
    },
    call: (_: unknown, method: string, request: unknown, callOptions: CallOptions<never> = {}) =>
      new Promise<never>((settle, reject) => {
        const resolve = settle as (value: unknown) => void;
        if (method === 'steering') {
          this.steerings++;
          return resolve(this.steering);
        }
        const generate = callOptions as CallOptions<GenerationPart>;
        generate.signal?.addEventListener('abort', () =>
          reject(new BabelscopeError('cancelled', 'Cancelled.')),
        );
        this.calls.push({
          request: request as GenerateRequest,
          options: generate,
          part: (text) => {
            const ids = Int32Array.from([...text], (__, i) => i);
            generate.onProgress?.({ done: 1, total: 9, part: { text, ids } });
          },
          answer: resolve,
          fail: (error) => {
            this.#opened = undefined;
            reject(error);
          },
        });
      }),
  };

  /** The plain and the steered call that come next; waits until the flow has made them. */
  async next(): Promise<{ plain: HeldGeneration; steered: HeldGeneration }> {
    const patience = performance.now() + 5000;
    while (this.calls.length < 2 && performance.now() < patience)
      await new Promise((resolve) => setImmediate(resolve));
    const [plain, steered] = this.calls.splice(0, 2);
    if (!steered) throw new Error('the engine was not called');
    return { plain, steered };
  }
}
