import type { Tensor } from './runtime';
import { BabelscopeError } from '../rpc/failure';

/**
 * Checks the sums of a batch before any of it is counted: a NaN or infinite one would spoil the whole atlas.
 * @param outputs of the counting variant
 * @throws BabelscopeError `model-unsupported`, naming the layer
 */
export function expectNumbers(
  outputs: Readonly<Record<string, Pick<Tensor, 'data'>>>,
  language: string,
): void {
  for (const [name, { data }] of Object.entries(outputs)) {
    const [, kind, layer] = /^(activation|residual)_sum\.(\d+)$/.exec(name) ?? [];
    if (kind === undefined || (data as Float32Array).every(Number.isFinite)) continue;
    const what = kind === 'activation' ? 'activations in' : 'numbers in the residual stream before';
    throw new BabelscopeError(
      'model-unsupported',
      `The model's ${what} layer ${Number(layer) + 1} are no numbers on a text in ${language}: half precision that overflows, or a fault of the export. Export the model in float32 or by another exporter, or choose another model.`,
    );
  }
}
