import { createHash } from 'node:crypto';
import { Tensor } from '../../../engine/runtime';
import { randomControl } from '../../../lape/control';
import { BabelscopeError } from '../../../rpc/failure';
import type { LanguageNeurons, LoadedModel } from '../../../engine/loaded-model';

/** Neurons to switch off: those of a row of the matrix, or one of its controls. */
export interface Silence {
  row: number;
  /** −1: the language's own. */
  draw: number;
  feeds: Record<string, Tensor>;
}

/**
 * The languages whose neurons are switched off: those requested, or all that have some.
 *
 * @throws BabelscopeError `intervention-invalid`, `language-without-neurons`
 */
export function languagesOff(
  { sets }: LanguageNeurons,
  asked: readonly string[] | undefined,
): { off: string[]; warnings: string[] } {
  const has = (language: string) => sets.members[sets.languages.indexOf(language)].length > 0;
  for (const language of asked ?? []) {
    if (!sets.languages.includes(language)) {
      throw new BabelscopeError(
        'intervention-invalid',
        `The atlas of this model has no language “${language}”. Choose from ${sets.languages.join(', ')}.`,
      );
    }
    if (!has(language)) {
      throw new BabelscopeError(
        'language-without-neurons',
        `${language} has no neurons of its own at these thresholds. Raise the top rate.`,
      );
    }
  }
  const off = sets.languages.filter((language) => (asked ? asked.includes(language) : has(language)));
  if (off.length === 0) {
    throw new BabelscopeError(
      'language-without-neurons',
      'No language has neurons of its own at these thresholds. Raise the top rate.',
    );
  }
  const without = asked ? [] : sets.languages.filter((language) => !has(language));
  return {
    off,
    warnings:
      without.length > 0
        ? [`No language neurons for ${without.join(', ')} at these thresholds: left out.`]
        : [],
  };
}

/** Hash of the neurons that are switched off and of those that belong to no language. */
export function membersHash({ sets }: LanguageNeurons, off: readonly string[]): string {
  const hash = createHash('sha256');
  // The neurons of no language matter too: the controls are drawn from them.
  for (const neurons of [sets.selected, ...off.map((language) => membersOf(sets, language))]) {
    hash.update(`${neurons.length}\n`).update(Uint32Array.from(neurons));
  }
  return hash.digest('hex');
}

export function membersOf(sets: LanguageNeurons['sets'], language: string): Uint32Array {
  return sets.members[sets.languages.indexOf(language)];
}

/** Each language's own neurons and its random controls, `[language][own, draws…]`. */
export function silencesOf(
  model: LoadedModel,
  { sets }: LanguageNeurons,
  off: readonly string[],
  draws: number,
  seed: number,
): Silence[] {
  const controls = Array.from({ length: draws }, (_, draw) => randomControl(sets, seed * 1000 + draw));
  return off.flatMap((language, row) => [
    { row, draw: -1, feeds: scales(model, membersOf(sets, language)) },
    ...controls.map((control, draw) => ({
      row,
      draw,
      feeds: scales(model, membersOf(control, language)),
    })),
  ]);
}

/** Inputs `scale.{i}` that switch neurons (flat indices) off; unaffected layers share one tensor. */
export function scales(
  { anatomy: { layers, dMlp } }: LoadedModel,
  neurons: Uint32Array = new Uint32Array(),
): Record<string, Tensor> {
  const values = Array<Float32Array | undefined>(layers).fill(undefined);
  for (const neuron of neurons) {
    (values[Math.floor(neuron / dMlp)] ??= new Float32Array(dMlp).fill(1))[neuron % dMlp] = 0;
  }
  const all = new Tensor('float32', new Float32Array(dMlp).fill(1), [dMlp]);
  return Object.fromEntries(
    values.map((scale, layer) => [`scale.${layer}`, scale ? new Tensor('float32', scale, [dMlp]) : all]),
  );
}
