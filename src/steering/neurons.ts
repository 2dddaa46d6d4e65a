import type { LayerRange, NeuronIntervention, NeuronReference } from '../protocol/steering';
import { BabelscopeError } from '../protocol/failure';
import type { SteeringSubject } from './subject';
import { meanActivation, positionsOf } from './subject';
import type { SteeringVectors } from './vectors';
import { changeNeuron } from './vectors';

/** activation := activation · scale + offset */
interface Change {
  scale: number;
  offset: number;
}

/** How a target's neuron is switched on, given what was done to it before and the target's mean activation. */
const activate: Record<'replace' | 'add' | 'amplify', (before: Change, by: number, mean: number) => Change> =
  {
    replace: (_, strength, mean) => ({ scale: 0, offset: strength * mean }),
    add: ({ scale, offset }, strength, mean) => ({ scale, offset: offset + strength * mean }),
    amplify: ({ scale, offset }, strength) => ({ scale: scale * strength, offset: offset * strength }),
  };

const plain: Change = { scale: 1, offset: 0 };

/**
 * Switches languages' neurons off and on. Where a neuron belongs to several `on` languages, its mean activation is
 * the mean of theirs.
 * Sources: LAPE (arXiv 2402.16438) section 4.3; Language Arithmetics (arXiv 2507.22608) for `add` and the order.
 *
 * @throws BabelscopeError `language-without-neurons`, `intervention-invalid`
 */
export function steerNeurons(
  vectors: SteeringVectors,
  subject: SteeringSubject,
  method: keyof typeof activate,
  { off, on, value, strength, shared }: Omit<NeuronIntervention, 'layers'>,
  layers: LayerRange,
): void {
  const silenced = neuronsOf(subject, off, layers);
  const woken = neuronsOf(subject, on, layers);
  const deactivated: Change = { scale: 0, offset: value };
  for (const neuron of new Set([...silenced.keys(), ...woken.keys()])) {
    const owners = woken.get(neuron);
    const both = owners !== undefined && silenced.has(neuron);
    if (both && shared === 'untouched') continue;
    let change = silenced.has(neuron) && !(both && shared === 'on') ? deactivated : plain;
    if (owners && !(both && shared === 'off')) {
      const means = owners.map((language) => meanActivation(subject, language, neuron));
      const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
      change = activate[method](change, strength, mean);
    }
    const layer = Math.floor(neuron / vectors.dMlp);
    changeNeuron(vectors, layer, neuron % vectors.dMlp, change.scale, change.offset);
  }
}

/** Neurons picked one by one. @throws BabelscopeError `intervention-invalid` for one that the model does not have */
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

/** The neurons of some languages within the layers → to which of these languages each belongs. */
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
