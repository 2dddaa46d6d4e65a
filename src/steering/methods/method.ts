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

/** Everything that methods read of a choice; each reads some of it. */
export interface MethodChoice {
  /** Languages switched off and on, BCP-47 tags of the atlas; a language is in one of them at most. */
  off: string[];
  on: string[];
  /** As the method takes it: α, times the mean, or times the activation. */
  strength: number;
  /** Default: where the method usually acts. */
  layers?: LayerRange | undefined;
  /** What a neuron that is switched off gives: 0 (the paper), or below (others use −1 and −2.5). */
  value: number;
  shared: SharedNeurons;
  /** Coordinates that are moved, for methods that move some only. */
  dimensions: number;
  /** Switched off one by one. */
  neurons: NeuronReference[];
}

/** One way to steer: everything that the editor, the command line, sweeps and the engine know of it. */
export interface Method<Id extends string, Acts, HasOn extends boolean, I extends { method: Id }> {
  /** As it is written in files and on the command line. */
  id: Id;
  name: string;
  /** Its name where there is little room, as in `en off, fr on · DiffMean 1`. */
  label: string;
  /** One sentence for those who do not know it. */
  explanation: string;
  /** `residual` moves the residual stream; `neurons` switches the languages' own; `picked` switches single neurons. */
  acts: Acts;
  /** Languages can be switched on, so it leads from language to language and can be swept; without, only off. */
  hasOn: HasOn;
  /** Where its slider starts and ends, and what it means; undefined for a method that has no strength. */
  strength: { start: number; most: number; unit: string } | undefined;
  /** How many coordinates of d_model it moves by default; absent for a method that moves all or none. */
  dimensions?: (dModel: number) => number;
  /** What a choice amounts to, in a word or two, for a method without strength; '' for nothing worth saying. */
  says?: (choice: Pick<MethodChoice, 'value' | 'neurons'>) => string;
  /** The part of a choice that it reads. */
  intervention(choice: MethodChoice): I;
  /**
   * Writes an intervention into vectors that are neutral.
   *
   * @param layers where residual methods act unless the intervention says it itself
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

/** The layers of a choice, where it names some: an intervention without them has no such field. */
export function within({ layers }: Pick<MethodChoice, 'layers'>): { layers?: LayerRange } {
  return layers ? { layers } : {};
}

/** A number as a person reads it: four digits, and a minus sign that is one. */
export function signed(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}
