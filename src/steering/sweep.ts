import type { Intervention, SteeringOptions } from '../protocol/steering';
import type { SteeringChoice } from './choice';
import { interventionOf } from './choice';

export interface SweepPrompt {
  /** What it is written in: the language to leave. */
  language: string;
  text: string;
}

/** One way of steering, tried on every pair of languages. */
export interface SweepSetting {
  /** `diffmean × 1`, or `diffmean × 1, random control`. */
  name: string;
  choice: Omit<SteeringChoice, 'off' | 'on'>;
  /** Seed of the random intervention of equal size that is made of it. */
  control: number | undefined;
}

/** One continuation to make. */
export interface SweepRun {
  /** The same for the same run of any sweep over the same prompts: what a resumed sweep looks for. */
  id: string;
  /** The setting's name; undefined for the plain continuation of a prompt. */
  setting: string | undefined;
  prompt: SweepPrompt;
  /** The language to reach; undefined for plain. */
  target: string | undefined;
  intervention: Intervention | null;
}

/**
 * All runs of a sweep: every prompt plainly, then every setting on every pair, with the prompts of its source.
 *
 * @param pairs source and target, BCP-47 tags
 */
export function planSweep(
  prompts: readonly SweepPrompt[],
  pairs: readonly (readonly [source: string, target: string])[],
  settings: readonly SweepSetting[],
  options: Pick<SteeringOptions, 'best' | 'dModel'>,
): SweepRun[] {
  const used = prompts.filter(({ language }) => pairs.some(([source]) => source === language));
  const plain = used.map((prompt): SweepRun => {
    const id = `plain | ${prompt.language} | ${prompt.text}`;
    return { id, setting: undefined, prompt, target: undefined, intervention: null };
  });
  const steered = settings.flatMap(({ name, choice, control }) =>
    pairs.flatMap(([source, target]) => {
      const like = interventionOf({ ...choice, off: [source], on: [target] }, options);
      const intervention: Intervention =
        control === undefined ? like : { method: 'random', like, seed: control };
      return used
        .filter(({ language }) => language === source)
        .map((prompt): SweepRun => {
          const id = `${name} | ${source}-${target} | ${prompt.text}`;
          return { id, setting: name, prompt, target, intervention };
        });
    }),
  );
  return [...plain, ...steered];
}
