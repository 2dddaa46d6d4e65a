import type { LayerRange } from '../layer-range';
import type { SteeringSubject } from '../subject';
import type { SteeringVectors } from '../vectors';

export interface NeuronReference {
  layer: number;
  /** Within the layer, below d_mlp. */
  index: number;
}

export const sharedNeurons = ['off-then-on', 'off', 'on', 'untouched'] as const;
/**
 * What happens to neurons of both an `off` and an `on` language. `off-then-on`: deactivated first, then activated, as in
 * Language Arithmetics (arXiv 2507.22608); `off`, `on`: only that; `untouched`: neither.
 */
export type SharedNeurons = (typeof sharedNeurons)[number];

/** Everything that methods read from a choice; each reads part of it. */
export interface MethodChoice {
  /** Languages switched off and on, BCP-47 tags of the atlas; a language is in at most one of them. */
  off: string[];
  on: string[];
  /** In the method's own unit: α, times the mean, or times the activation. */
  strength: number;
  /** Default: the method's usual layers. */
  layers?: LayerRange | undefined;
  /** The value of a switched-off neuron: 0 (the paper), or negative (others use −1 and −2.5). */
  value: number;
  shared: SharedNeurons;
  /** Number of coordinates to move, for methods that move only some. */
  dimensions: number;
  /** Neurons switched off individually. */
  neurons: NeuronReference[];
}

/** One way to steer: everything that the editor, the command line, sweeps and the engine know about it. */
export interface Method<Id extends string, Acts, HasOn extends boolean, I extends { method: Id }> {
  /** Its name in files and on the command line. */
  id: Id;
  name: string;
  /** A short name, as in `en off, fr on · DiffMean 1`. */
  label: string;
  /** One sentence for newcomers. */
  explanation: string;
  /**
   * `residual` moves the residual stream; `neurons` switches the languages' own; `picked` switches single
   * neurons.
   */
  acts: Acts;
  /**
   * Languages can be switched on, so it steers from language to language and can be swept; otherwise only
   * off.
   */
  hasOn: HasOn;
  /** The range of its slider, and what the strength means; undefined for a method without strength. */
  strength: { start: number; most: number; unit: string } | undefined;
  /** Default number of d_model coordinates to move; absent for a method that moves all or none. */
  dimensions?: (dModel: number) => number;
  /** The choice in a word or two, for a method without strength; '' if there is nothing worth saying. */
  says?: (choice: Pick<MethodChoice, 'value' | 'neurons'>) => string;
  /** The intervention, made of the part of a choice that it reads. */
  intervention(choice: MethodChoice): I;
  /**
   * Writes an intervention into neutral vectors.
   *
   * @param layers where residual methods act by default
   * @throws BabelscopeError `intervention-invalid`, `language-without-neurons`
   */
  compile(vectors: SteeringVectors, subject: SteeringSubject, intervention: I, layers: LayerRange): void;
}

/** Declares a method. */
export function method<
  Id extends string,
  const Acts extends 'residual' | 'neurons' | 'picked',
  const HasOn extends boolean,
  I extends { method: Id },
>(declaration: Method<Id, Acts, HasOn, I>): Method<Id, Acts, HasOn, I> {
  return declaration;
}

/** The layers of a choice, if it has some: an intervention without them has no such field. */
export function within({ layers }: Pick<MethodChoice, 'layers'>): { layers?: LayerRange } {
  return layers ? { layers } : {};
}

/** A number for display: four digits, and a real minus sign. */
export function signed(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}
