import type { SteeringOptions } from '../../src/steering/options';
import type { SteeringChoices } from '../../src/steering/choices';
import type { SteeringMethod } from '../../src/steering/methods';
import { steeringMethod } from '../../src/steering/methods';
import { bestSettings, methodStart } from '../../src/steering/settings';

/** What is done to a language. A language has one stance, so that choices cannot contradict each other. */
export type Stance = 'on' | 'off' | 'neither';

export function stanceOf({ on, off, method }: SteeringChoices, tag: string): Stance {
  if (off.includes(tag)) return 'off';
  // Kept for the method that is chosen next, and yet without effect now.
  return on.includes(tag) && steeringMethod(method).hasOn ? 'on' : 'neither';
}

/** Click: on, again: off, again: neither; where nothing can be switched on, off and neither. */
export function turnLanguage(choices: SteeringChoices, tag: string): SteeringChoices {
  const { hasOn } = steeringMethod(choices.method);
  const next: Record<Stance, Stance> = { neither: hasOn ? 'on' : 'off', on: 'off', off: 'neither' };
  const stance = next[stanceOf(choices, tag)];
  const without = (tags: string[]) => tags.filter((other) => other !== tag);
  return {
    ...choices,
    on: stance === 'on' ? [...without(choices.on), tag] : without(choices.on),
    off: stance === 'off' ? [...without(choices.off), tag] : without(choices.off),
  };
}

export function swapLanguages(choices: SteeringChoices): SteeringChoices {
  return { ...choices, on: choices.off, off: choices.on };
}

/** Another method, with the strength and layers that it starts at. */
export function chooseMethod(
  choices: SteeringChoices,
  method: SteeringMethod,
  options: SteeringOptions,
): SteeringChoices {
  return { ...choices, method, ...methodStart(method, options) };
}

/** Back to the best setting known; prompt, languages and picked neurons stay. */
export function resetSettings(choices: SteeringChoices, options: SteeringOptions): SteeringChoices {
  return { ...choices, ...bestSettings(options) };
}

/** The languages without a neuron of their own, which methods on neurons refuse. */
export function barrenLanguages(
  { method }: SteeringChoices,
  { languages, neurons }: Pick<SteeringOptions, 'languages' | 'neurons'>,
): string[] {
  return steeringMethod(method).acts === 'neurons' ? languages.filter((_, k) => neurons[k] === 0) : [];
}

/** Stop strings as the user types them: one per line, `\n` for a line break. */
export function parseStops(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line.replace(/\\([nt\\])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\\')),
    );
}

export function writeStops(stop: readonly string[]): string {
  return stop
    .map((text) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t'))
    .join('\n');
}
