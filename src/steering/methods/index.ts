import { add } from './add';
import { amplify } from './amplify';
import { diffmean } from './diffmean';
import { off } from './off';
import { picked } from './picked';
import { replace } from './replace';
import { sparse } from './sparse';
import type { Method } from './method';

/**
 * Every method, starting with those that are quickest to try. Everything that names methods derives from
 * here.
 */
const declared = [diffmean, sparse, add, replace, amplify, off, picked] as const;

type Declared = (typeof declared)[number];
type Tags<D> = D extends { id: infer Id } ? Id : never;

export type SteeringMethod = Declared['id'];
/** Methods on languages; the others act on individually picked neurons. */
export type LanguageMethod = Tags<Exclude<Declared, { acts: 'picked' }>>;
/** Methods that steer from some languages to others. */
export type SwitchingMethod = Tags<Extract<Declared, { hasOn: true }>>;

/** Everything that can be done to a model, except the random control; plain JSON. */
export type DirectedIntervention = ReturnType<Declared['intervention']>;

/**
 * The user's intervention on the model while it generates; plain JSON. `random` is the control that every
 * result needs: as many neurons in the same layers, drawn at random outside the set, with the same operation;
 * for residual methods a random direction of the same length.
 */
export type Intervention =
  DirectedIntervention | { method: 'random'; like: DirectedIntervention; seed: number };

/** Any method: it takes the interventions that it makes. */
type AnyMethod = Method<SteeringMethod, Declared['acts'], boolean, DirectedIntervention>;

// Each accepts only its own interventions, which types cannot express for a list; compile() looks it up by
// the intervention's method.
export const steeringMethods = declared as unknown as readonly AnyMethod[];

const ids = <D extends Declared>(found: readonly D[]) => found.map(({ id }) => id) as Tags<D>[];
export const methodIds: readonly SteeringMethod[] = ids(declared);
export const languageMethods: readonly LanguageMethod[] = ids(
  declared.filter((each) => each.acts !== 'picked'),
);
export const switchingMethods: readonly SwitchingMethod[] = ids(declared.filter((each) => each.hasOn));

const byId = new Map(steeringMethods.map((each) => [each.id, each]));

/** Default number of d_model coordinates for methods that move only some. */
export function usualDimensions(dModel: number): number {
  return steeringMethods.find(({ dimensions }) => dimensions)?.dimensions?.(dModel) ?? dModel;
}

/** The declaration of a method. */
export function steeringMethod(id: SteeringMethod): AnyMethod {
  return byId.get(id)!;
}
