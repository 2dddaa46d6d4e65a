import { listSupportedBackends } from './runtime';
import type { ProviderName } from '../protocol/engine';

/** onnxruntime's names for them. */
const backends: Record<ProviderName, string> = {
  cpu: 'cpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml',
  webgpu: 'webgpu',
};

/** The execution provider that runs a model: the requested one, or the CPU and the reason for it. */
export class Provider {
  #used: ProviderName;
  #refusal: string | undefined;

  constructor(private readonly asked: ProviderName) {
    this.#used = asked;
    // onnxruntime drops providers that its binary lacks, with only a line on the console.
    const there = listSupportedBackends().some(({ name }) => name === backends[asked]);
    if (!there) this.refuse('this build of onnxruntime has no such provider');
  }

  get used(): ProviderName {
    return this.#used;
  }

  /** A sentence if the model runs on the CPU although another provider was requested. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** For onnxruntime's session options; the CPU computes what the provider lacks. */
  get list(): string[] {
    return this.#used === 'cpu' ? ['cpu'] : [backends[this.#used], 'cpu'];
  }

  /** From now on everything runs on the CPU. */
  refuse(reason: string): void {
    this.#used = 'cpu';
    this.#refusal = `The execution provider ${this.asked} cannot be used (${reason}), so the model runs on the CPU.`;
  }
}
