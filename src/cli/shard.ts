import type { Option } from './options';
import { UsageError } from './usage';

/** A part of a run. */
export interface Shard {
  /** From 1. */
  index: number;
  of: number;
}

/** `3/16`: the third of sixteen parts; undefined for the whole run. */
export function shard(help: string): Option<Shard | undefined> {
  return {
    placeholder: 'I/N',
    help,
    read(given, name) {
      if (given === undefined) return undefined;
      const [, index, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(given) ?? []).map(Number);
      if (!(index >= 1 && index <= of)) {
        throw new UsageError(`${name} is a part such as 3/16, from 1/16 to 16/16, not “${given}”.`);
      }
      return { index, of };
    },
  };
}
