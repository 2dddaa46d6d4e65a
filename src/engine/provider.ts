import { listSupportedBackends } from './runtime';
import type { ProviderName } from '../protocol/engine';

/** As onnxruntime calls them. */
const backends: Record<ProviderName, string> = {
  cpu: 'cpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml',
  webgpu: 'webgpu',
};

/** Which execution provider runs a model: the one asked for, or the CPU, and then why. */
export class Provider {
  #used: ProviderName;
  #refusal: string | undefined;

  constructor(private readonly asked: ProviderName) {
    this.#used = asked;
    // onnxruntime leaves out what its binary lacks with no more than a line on the console.
    const there = listSupportedBackends().some(({ name }) => name === backends[asked]);
    if (!there) this.refuse('this build of onnxruntime has no such provider');
  }

  get used(): ProviderName {
    return this.#used;
  }

  /** A sentence, where the model runs on the CPU though something else was asked for. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** For onnxruntime's session options; what the provider lacks, the CPU computes. */
  get list(): string[] {
    return this.#used === 'cpu' ? ['cpu'] : [backends[this.#used], 'cpu'];
  }

  /** Everything runs on the CPU from now on. */
  refuse(reason: string): void {
    this.#used = 'cpu';
    this.#refusal = `The execution provider ${this.asked} cannot be used (${reason}), so the model runs on the CPU.`;
  }
}
