/** What accidents do to a file. */
export type Accident = 'flipped' | 'zeroed' | 'cut' | 'emptied' | 'missing';
export const accidents: readonly Accident[] = ['flipped', 'zeroed', 'cut', 'emptied', 'missing'];

/** Bytes that a disk loses at once. */
const page = 4096;

/** Numbers from 0 below `below`, the same for the same seed (a linear congruential generator; Knuth, MMIX). */
export function seeded(seed: number): (below: number) => number {
  let state = BigInt(seed) + 1n;
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
    return Number(((state >> 33n) * BigInt(below)) >> 31n);
  };
}

/**
 * A file after an accident, always other than before.
 *
 * @returns undefined where it is gone
 */
export function damaged(
  sound: Buffer,
  accident: Accident,
  random: (below: number) => number,
): Buffer | undefined {
  if (accident === 'missing') return undefined;
  if (accident === 'emptied') return Buffer.alloc(0);
  if (accident === 'cut') return sound.subarray(0, random(sound.length));
  const copy = Buffer.from(sound);
  if (accident === 'flipped') {
    copy[random(copy.length)] ^= 1 << random(8);
    return copy;
  }
  const pages = Math.ceil(copy.length / page);
  const first = random(pages);
  for (let i = 0; i < pages; i++) {
    const from = ((first + i) % pages) * page;
    // What is zeros already is none the worse for it.
    if (copy.subarray(from, from + page).every((byte) => byte === 0)) continue;
    copy.fill(0, from, Math.min(copy.length, from + page));
    break;
  }
  return copy;
}
