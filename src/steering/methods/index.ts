import { add } from './add';
import { amplify } from './amplify';
import { diffmean } from './diffmean';
import { off } from './off';
import { picked } from './picked';
import { replace } from './replace';
import { sparse } from './sparse';
import type { Method } from './method';

/** Every method, the ones that are the quickest to play with first. All that names methods derives from here. */
const declared = [diffmean, sparse, add, replace, amplify, off, picked] as const;

type Declared = (typeof declared)[number];
type Tags<D> = D extends { id: infer Id } ? Id : never;

export type SteeringMethod = Declared['id'];
/** Methods on languages; the others act on neurons that were picked. */
export type LanguageMethod = Tags<Exclude<Declared, { acts: 'picked' }>>;
/** Methods that lead from some languages to others. */
export type SwitchingMethod = Tags<Extract<Declared, { hasOn: true }>>;

/** Everything that can be done to a model, but for its random control; plain JSON. */
export type DirectedIntervention = ReturnType<Declared['intervention']>;

/**
 * What a person wants done to the model while it generates; plain JSON.
 * `random` is the control that every result needs: as many neurons in the same layers, drawn at random outside the
 * set, with the same operation; for residual methods a random direction of the same length.
 */
export type Intervention =
  DirectedIntervention | { method: 'random'; like: DirectedIntervention; seed: number };

/** A method whichever it is: it takes the interventions that it makes. */
type AnyMethod = Method<SteeringMethod, Declared['acts'], boolean, DirectedIntervention>;

// Each takes its own interventions only, which types cannot say of a list; compile() asks by the intervention's method.
export const steeringMethods = declared as unknown as readonly AnyMethod[];

const ids = <D extends Declared>(found: readonly D[]) => found.map(({ id }) => id) as Tags<D>[];
export const methodIds: readonly SteeringMethod[] = ids(declared);
export const languageMethods: readonly LanguageMethod[] = ids(
  declared.filter((each) => each.acts !== 'picked'),
);
export const switchingMethods: readonly SwitchingMethod[] = ids(declared.filter((each) => each.hasOn));

const byId = new Map(steeringMethods.map((each) => [each.id, each]));

/** Coordinates of d_model that are moved by default, by the methods that move some only. */
export function usualDimensions(dModel: number): number {
  return steeringMethods.find(({ dimensions }) => dimensions)?.dimensions?.(dModel) ?? dModel;
}

/** The declaration of a method. */
export function steeringMethod(id: SteeringMethod): AnyMethod {
  return byId.get(id)!;
}
