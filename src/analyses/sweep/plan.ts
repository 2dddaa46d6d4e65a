import type { Prompt } from '../../corpus/prompts';
import type { Intervention } from '../../steering/methods';
import type { LayerRange } from '../../steering/layer-range';
import type { SteeringOptions } from '../../steering/options';
import type { SwitchingMethod } from '../../steering/methods';
import type { SweepPair, SweepSetting } from '../../results/sweep/data';
import { interventionOf } from '../../steering/choice';

/** One continuation to generate. */
export interface SweepRun {
  /** Equal for the same run of any sweep over the same prompts; a resumed sweep looks it up. */
  id: string;
  /** The setting's name; undefined for the plain continuation of a prompt. */
  setting: string | undefined;
  prompt: Prompt;
  /** The target language; undefined for a plain run. */
  target: string | undefined;
  intervention: Intervention | null;
}

/** What a sweep covers. */
export interface SweepRange {
  methods: readonly SwitchingMethod[];
  strengths: readonly number[];
  /** Every method is tried at each of them; undefined: once, at the model's or the method's own layers. */
  layers?: readonly LayerRange[];
  /** Seed of a random intervention of equal size beside each setting; undefined for none. */
  control: number | undefined;
}

/** Every method at every strength and in all requested layers, each followed by its control. */
export function sweepSettings({ methods, strengths, layers, control }: SweepRange): SweepSetting[] {
  return methods.flatMap((method) =>
    (layers ?? [undefined]).flatMap((range) =>
      strengths.flatMap((strength): SweepSetting[] => {
        const where = range ? ` at ${range[0] === range[1] ? range[0] : range.join('–')}` : '';
        const name = `${method} × ${strength}${where}`;
        const setting: SweepSetting = { name, method, strength, ...(range && { layers: range }) };
        if (control === undefined) return [setting];
        return [setting, { ...setting, name: `${name}, random control`, control }];
      }),
    ),
  );
}

/** Every source paired with every target but itself. */
export function sweepPairs(sources: readonly string[], targets: readonly string[]): SweepPair[] {
  return sources.flatMap((source) =>
    targets.filter((target) => target !== source).map((target): SweepPair => [source, target]),
  );
}

/**
 * All runs of a sweep: every prompt plainly, then every setting on every pair, with the prompts of its source.
 *
 * @param pairs source and target, BCP-47 tags
 */
export function planSweep(
  prompts: readonly Prompt[],
  pairs: readonly SweepPair[],
  settings: readonly SweepSetting[],
  options: Pick<SteeringOptions, 'best' | 'dModel'>,
): SweepRun[] {
  const used = prompts.filter(({ language }) => pairs.some(([source]) => source === language));
  const plain = used.map((prompt): SweepRun => {
    const id = `plain | ${prompt.language} | ${prompt.text}`;
    return { id, setting: undefined, prompt, target: undefined, intervention: null };
  });
  const steered = settings.flatMap(({ name, control, method, strength, layers }) =>
    pairs.flatMap(([source, target]) => {
      const like = interventionOf({ method, strength, layers, off: [source], on: [target] }, options);
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

/** The parts of a sweep that determine its number of runs. */
export interface Extent {
  prompts?: readonly Prompt[];
  from?: readonly string[];
  to?: readonly string[];
  methods?: readonly SwitchingMethod[];
  strengths?: readonly number[];
  control?: boolean;
}

/** How many runs a sweep has, before its model is loaded. @param known languages of the atlas */
export function countRuns(
  { prompts = [], from, to, methods = [], strengths = [], control = false }: Extent,
  known: readonly string[],
): number {
  const used = prompts.filter(({ language }) => from?.includes(language) ?? known.includes(language));
  const settings = sweepSettings({ methods, strengths, control: control ? 0 : undefined });
  const pairs = sweepPairs([...new Set(used.map(({ language }) => language))], to ?? known);
  const steered = pairs.map(([source]) => used.filter(({ language }) => language === source).length);
  return used.length + settings.length * steered.reduce((sum, each) => sum + each, 0);
}
