import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Identifier } from '../../text/written-in';

let loaded: Identifier | undefined;

/**
 * The language identifier, in a bundle of its own: its megabyte of n-grams would otherwise be read at every start.
 *
 * @param root of the extension
 */
export function loadIdentifier(root: string): Identifier {
  const file = join(root, 'dist', 'identify.js');
  loaded ??= createRequire(file)(file) as Identifier;
  return loaded;
}
