import type { LayerRange } from '../steering/layer-range';
import { languageMethods } from '../steering/methods';
import { sharedNeurons } from '../steering/methods/method';
import type { Option } from './options';
import { choice, flag, languages, wholeNumber } from './options';
import { UsageError } from './usage';

/** A number with a default set by the model or the method. */
function optionalNumber(least: number, most: number, help: string): Option<number | undefined> {
  return {
    placeholder: 'X',
    help,
    read(given, name) {
      if (given === undefined) return undefined;
      const value = given.trim() === '' ? NaN : Number(given);
      if (value >= least && value <= most && Number.isFinite(value)) return value;
      const bounds =
        least === -Infinity ? '' : most === Infinity ? ` from ${least}` : ` from ${least} to ${most}`;
      throw new UsageError(`${name} is a number${bounds}, not “${given}”.`);
    },
  };
}

/** `4` or `4-6`. */
const layerRange: Option<LayerRange | undefined> = {
  placeholder: 'A-B',
  help: 'only these layers, from 0 (default: the best known, or all)',
  read(given, name) {
    if (given === undefined) return undefined;
    const [, first, last] = /^(\d+)(?:[-–](\d+))?$/.exec(given.trim()) ?? [];
    if (first === undefined) throw new UsageError(`${name} is a range such as 4-6, not “${given}”.`);
    return [Number(first), Number(last ?? first)];
  },
};

const stop: Option<string[]> = {
  placeholder: 'TEXT',
  help: 'end before this text',
  read: (given) => (given === undefined || given === '' ? [] : [given]),
};

/** The intervention on the model. */
export const interventionOptions = {
  off: languages('languages to leave (default with --on: the most active in PROMPT)'),
  on: languages('languages to reach'),
  method: choice(['best', ...languageMethods], 'best', `best, ${languageMethods.join(', ')} (default best)`),
  strength: optionalNumber(-Infinity, Infinity, 'how strongly (default: the best known, or 1)'),
  layers: layerRange,
  value: optionalNumber(-Infinity, Infinity, 'what switched-off neurons give (default 0)'),
  shared: choice(
    sharedNeurons,
    'off-then-on',
    `neurons of both sides: off-then-on (default), ${sharedNeurons.slice(1).join(', ')}`,
  ),
  dimensions: optionalNumber(1, 1e6, 'sparse: coordinates to move (default: about a tenth)'),
  control: {
    placeholder: 'SEED',
    help: 'a random intervention of equal size instead',
    read(given, name) {
      const seed = given === undefined ? undefined : Number(given);
      if (seed === undefined || (given?.trim() !== '' && Number.isInteger(seed) && seed >= 0)) return seed;
      throw new UsageError(`${name} is a whole number, the seed, not “${given}”.`);
    },
  } satisfies Option<number | undefined>,
};

/** Whether a prompt is given to the model as a chat message. */
export const chatOptions = {
  chat: flag('PROMPT is a message, put into the model’s chat template (default where it has one)'),
  noChat: flag('PROMPT is continued as it is'),
};

/** How tokens are chosen. */
export const samplingOptions = {
  maxTokens: wholeNumber(64, 1, 100_000, 'most tokens to generate (default 64)'),
  temperature: optionalNumber(0, 100, '0 takes the most probable token (default: the model’s)'),
  topK: optionalNumber(0, 1e6, 'only the k most probable tokens, 0 for all (default: the model’s)'),
  topP: optionalNumber(0, 1, 'only tokens that reach this share together (default: the model’s)'),
  repetitionPenalty: optionalNumber(0, 100, '1 for none (default: the model’s)'),
  seed: wholeNumber(0, 0, 2 ** 32 - 1, 'of the random draws (default 0)'),
  stop,
};
