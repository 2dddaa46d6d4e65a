import type { InspectionOptions } from '../../../../src/app/inspection/flow';
import type { Passage } from '../../../../src/app/inspection/passage';
import type { ModelReference } from '../../../../src/model/reference';
import type { Inspection, InspectRequest, OpenModel } from '../../../../src/protocol/engine';
import { BabelscopeError } from '../../../../src/rpc/failure';
import type { CallOptions } from '../../../../src/rpc/rpc';

export const reference: ModelReference = { name: 'tiny', folder: '/models/tiny', origin: 'bundled' };

export const opened: OpenModel = {
  name: 'tiny',
  identity: 'abc123',
  layers: 2,
  dModel: 4,
  dMlp: 8,
  vocabulary: 100,
  precision: 'fp32',
  provider: { used: 'cpu', refusal: undefined },
  context: 16,
  languages: ['en', 'fr'],
  neurons: [3, 2],
  warnings: [],
};

/** One token a word, active for `fr` where the word has an accent, else for `en`. */
export function inspectionOf(id: number, texts: readonly string[]): Inspection {
  const words = texts.flatMap((text, index) =>
    [...text.matchAll(/\S+/g)].map((match) => ({ index, start: match.index, word: match[0] })),
  );
  const french = words.map(({ word }) => /[À-ÿ]/.test(word));
  return {
    id,
    languages: ['en', 'fr'],
    layers: 2,
    text: Uint16Array.from(words, (word) => word.index),
    start: Uint32Array.from(words, (word) => word.start),
    end: Uint32Array.from(words, ({ start, word }) => start + word.length),
    ids: Int32Array.from(words, (_, index) => index + 7),
    activity: Float32Array.from(french.flatMap((yes) => (yes ? [0.1, 0.95] : [0.8, -0.05]))),
    share: Float32Array.from(french.flatMap((yes) => (yes ? [0, 0.5] : [1 / 3, 0]))),
    layerActivity: Float32Array.from([0.5, NaN, 0.25, 0.75]),
    layerNeurons: Uint32Array.from([2, 0, 1, 2]),
    milliseconds: 1,
  };
}

export function passageOf(...texts: string[]): Passage {
  let start = 0;
  const segments = texts.map((text) => {
    const segment = { start, text };
    start += text.length + 1;
    return segment;
  });
  return { uri: 'file:///a.md', segments, source: { name: 'a.md', lines: [1, texts.length] } };
}

/** A call that the test answers. */
export interface HeldCall {
  texts: string[];
  options: CallOptions;
  answer(): void;
  fail(error: Error): void;
}

/** An engine whose inspections wait for the test, and which, as the real one, rejects at once when cancelled. */
export class FakeEngine {
  readonly calls: HeldCall[] = [];
  loads = 0;
  #open = false;
  #ids = 0;

  readonly engine: InspectionOptions['engine'] = {
    open: (_: ModelReference, options: CallOptions = {}) => {
      if (!this.#open) this.loads++;
      this.#open = true;
      options.onProgress?.({ done: 0, total: 0, note: 'Loading' });
      return Promise.resolve(opened);
    },
    call: (_: ModelReference, method: string, request: unknown, options: CallOptions = {}) =>
      new Promise<never>((settle, reject) => {
        const resolve = settle as (value: unknown) => void;
        if (method !== 'inspect') return resolve({ method, request });
        const { texts } = request as InspectRequest;
        options.signal?.addEventListener('abort', () =>
          reject(new BabelscopeError('cancelled', 'Cancelled.')),
        );
        this.calls.push({
          texts,
          options,
          answer: () => resolve(inspectionOf(++this.#ids, texts)),
          fail: (error) => {
            this.#open = false;
            reject(error);
          },
        });
      }),
  };

  /** The call that comes next; waits until the flow has made it. */
  async next(): Promise<HeldCall> {
    const patience = performance.now() + 5000;
    while (this.calls.length === 0 && performance.now() < patience)
      await new Promise((resolve) => setImmediate(resolve));
    const call = this.calls.shift();
    if (!call) throw new Error('the engine was not called');
    return call;
  }
}
