import { BabelscopeError } from '../rpc/failure';
import type { LayerRange } from './layer-range';
import type { MethodChoice, NeuronReference, SharedNeurons } from './methods/method';
import { within } from './methods/method';
import type { SteeringSubject } from './subject';
import { meanActivation, positionsOf } from './subject';
import type { SteeringVectors } from './vectors';
import { changeNeuron } from './vectors';

/** activation := activation · scale + offset */
export interface Change {
  scale: number;
  offset: number;
}

/** Switches a language's own neurons: activation := value on every `off` neuron, then something on every `on` neuron. */
export interface NeuronIntervention {
  /** Languages whose neurons are switched off, BCP-47 tags of the atlas; may be empty. */
  off: string[];
  /** Languages whose neurons are switched on; may be empty. */
  on: string[];
  /** The value of deactivated neurons. */
  value: number;
  /** `replace`, `add`: times the target's mean activation; `amplify`: times the activation itself. */
  strength: number;
  shared: SharedNeurons;
  /** Default: all layers. */
  layers?: LayerRange;
}

/** The change for a target's neuron, given the change so far and the target's mean activation. */
type Activate = (before: Change, strength: number, mean: number) => Change;

const plain: Change = { scale: 1, offset: 0 };

/** What methods on languages' neurons read from a choice. */
export function neuronChoice({ off, on, value, strength, shared, layers }: MethodChoice): NeuronIntervention {
  return { off, on, value, strength, shared, ...within({ layers }) };
}

/**
 * Switches languages' neurons off and on. If a neuron belongs to several `on` languages, the mean activation
 * used is the mean of theirs. Sources: LAPE (arXiv 2402.16438) section 4.3; Language Arithmetics (arXiv
 * 2507.22608) for `add` and the order.
 *
 * @param activate undefined if nothing is switched on
 * @throws BabelscopeError `language-without-neurons`, `intervention-invalid`
 */
export function steerNeurons(
  vectors: SteeringVectors,
  subject: SteeringSubject,
  activate: Activate | undefined,
  { off, on, value, strength, shared, layers = [0, vectors.layers - 1] }: NeuronIntervention,
): void {
  const silenced = neuronsOf(subject, off, layers);
  const woken = neuronsOf(subject, on, layers);
  const deactivated: Change = { scale: 0, offset: value };
  for (const neuron of new Set([...silenced.keys(), ...woken.keys()])) {
    const owners = woken.get(neuron);
    const both = owners !== undefined && silenced.has(neuron);
    if (both && shared === 'untouched') continue;
    let change = silenced.has(neuron) && !(both && shared === 'on') ? deactivated : plain;
    if (owners && activate && !(both && shared === 'off')) {
      const means = owners.map((language) => meanActivation(subject, language, neuron));
      const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
      change = activate(change, strength, mean);
    }
    const layer = Math.floor(neuron / vectors.dMlp);
    changeNeuron(vectors, layer, neuron % vectors.dMlp, change.scale, change.offset);
  }
}

/**
 * Individually picked neurons. @throws BabelscopeError `intervention-invalid` for one that the model does not
 * have
 */
export function steerPicked(
  vectors: SteeringVectors,
  picked: readonly NeuronReference[],
  { scale, offset }: Change,
): void {
  for (const { layer, index } of picked) {
    if (!isBelow(layer, vectors.layers) || !isBelow(index, vectors.dMlp)) {
      throw new BabelscopeError(
        'intervention-invalid',
        `There is no neuron ${layer}:${index}: this model has ${vectors.layers} layers of ${vectors.dMlp} neurons, counted from 0. Pick another.`,
      );
    }
    changeNeuron(vectors, layer, index, scale, offset);
  }
}

/** The neurons of some languages within the layers → the languages each belongs to. */
function neuronsOf(
  subject: SteeringSubject,
  languages: readonly string[],
  [first, last]: LayerRange,
): Map<number, number[]> {
  const { members, dMlp, layers } = subject.sets;
  const owners = new Map<number, number[]>();
  for (const language of positionsOf(subject, languages)) {
    const within = members[language].filter((neuron) => {
      const layer = Math.floor(neuron / dMlp);
      return layer >= first && layer <= last;
    });
    if (within.length === 0) {
      const everywhere = first === 0 && last === layers - 1;
      throw new BabelscopeError(
        'language-without-neurons',
        `${subject.sets.languages[language]} has no neurons of its own ${everywhere ? 'at these thresholds' : `in layers ${first}–${last}`}. ` +
          `Raise the top rate${everywhere ? '' : ', widen the layers'}, or steer with DiffMean.`,
      );
    }
    for (const neuron of within) owners.set(neuron, [...(owners.get(neuron) ?? []), language]);
  }
  return owners;
}

function isBelow(value: number, limit: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < limit;
}
