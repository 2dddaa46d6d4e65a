import { promptOf, roomBehind } from '../../../engine/generate';
import type { LoadedModel } from '../../../engine/loaded-model';
import type { Steering } from '../../../engine/steering';
import type { SweepPair } from '../../../results/sweep/data';
import { BabelscopeError, toFailure } from '../../../rpc/failure';
import type { LayerRange } from '../../../steering/layer-range';
import { wrongLayers } from '../../../steering/layer-range';
import type { AskedSweep } from '../declaration';
import { sweepPairs } from '../plan';

type PlacedPrompts = AskedSweep['prompts'];

/**
 * The prompts in the requested languages. Bundled prompts, which have no place in a user's file, are left out
 * if the atlas lacks their language.
 *
 * @param known languages of the atlas
 */
export function chosenPrompts(
  { prompts, from }: Pick<AskedSweep, 'prompts' | 'from'>,
  known: readonly string[],
): PlacedPrompts {
  return prompts.filter(
    ({ language, place }) => from?.includes(language) ?? (place !== undefined || known.includes(language)),
  );
}

/**
 * Every language of the prompts paired with every target.
 *
 * @throws BabelscopeError `intervention-invalid` for a language that the atlas lacks, and if there is no pair
 */
export function chosenPairs(
  prompts: PlacedPrompts,
  to: readonly string[] | undefined,
  known: readonly string[],
): SweepPair[] {
  const sources = [...new Set(prompts.map(({ language }) => language))];
  const stranger = [...sources, ...(to ?? [])].find((tag) => !known.includes(tag));
  if (stranger !== undefined)
    throw refused(
      `The atlas has no language “${stranger}”; it has ${known.join(', ')}. Choose among those, and name files of prompts by them.`,
    );
  const pairs = sweepPairs(sources, to ?? known);
  if (pairs.length > 0) return pairs;
  throw refused(
    'There is no pair of languages to try: check the prompts, and the languages to leave and to reach.',
  );
}

/** @throws BabelscopeError `intervention-invalid` for layers that the model does not have */
export function expectLayers(ranges: readonly LayerRange[] | undefined, layers: number): void {
  const wrong = ranges?.map((range) => wrongLayers(range, layers)).find((words) => words !== undefined);
  if (wrong !== undefined) throw refused(wrong);
}

/**
 * Checked first: a prompt that the model cannot read would otherwise end a sweep after hours.
 *
 * @throws BabelscopeError `prompt-too-long`, with the prompt's place
 */
export async function expectRoom(
  prompts: PlacedPrompts,
  model: LoadedModel,
  steering: Steering,
): Promise<void> {
  for (const { text, place } of prompts) {
    try {
      roomBehind(await promptOf(model, steering, { prompt: text }), steering.options.context);
    } catch (error) {
      const { code, message } = toFailure(error);
      if (place === undefined || code !== 'prompt-too-long') throw error;
      throw new BabelscopeError(code, `${place} is no prompt: ${message}`, { cause: error });
    }
  }
}

function refused(sentence: string): BabelscopeError {
  return new BabelscopeError('intervention-invalid', sentence);
}
