import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Microseconds between two looks at what the thread does. */
const interval = 200;

/** What our own code took of a thread that it shares, in milliseconds. */
export interface OurTime {
  total: number;
  /** The longest it ever kept the event loop without a break. */
  longest: number;
}

/**
 * Samples this thread while `act` runs. Ours is every sample with one of our files anywhere on its stack, so what we
 * call in the editor or in Node counts as ours; rubbish collected in between counts for whoever ran before it.
 * What other extensions and the editor itself do on the thread is left out.
 *
 * @param file ends the path of our bundle
 */
export async function ourTime(file: string, act: () => Promise<void>): Promise<OurTime> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval });
    await session.post('Profiler.start');
    await act();
    const { profile } = await session.post('Profiler.stop');
    return measure(profile, file);
  } finally {
    session.disconnect();
  }
}

/** The times in a profile; a stretch of ours ends with the first sample that is not. */
function measure({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, file: string): OurTime {
  const ours = new Set<number>();
  const collector = new Set<number>();
  // Parents come before their children.
  for (const { id, callFrame, children = [] } of nodes) {
    if (callFrame.url.endsWith(file)) ours.add(id);
    if (callFrame.functionName === '(garbage collector)') collector.add(id);
    if (ours.has(id)) for (const child of children) ours.add(child);
  }
  let total = 0;
  let longest = 0;
  let stretch = 0;
  samples.forEach((sample, index) => {
    const mine = ours.has(sample) || (collector.has(sample) && stretch > 0);
    // A delta is the time before its sample; the time after it belongs to the sample too.
    const milliseconds = (timeDeltas[index + 1] ?? 0) / 1000;
    stretch = mine ? stretch + milliseconds : 0;
    total += mine ? milliseconds : 0;
    longest = Math.max(longest, stretch);
  });
  return { total, longest };
}
