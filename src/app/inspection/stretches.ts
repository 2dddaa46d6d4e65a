import type { Inspection } from '../../protocol/engine';
import { leads } from '../../view/runs';
import type { Passage } from './passage';

/** A stretch of the document with one tint. */
export interface Stretch {
  /** Index into the inspection's languages. */
  language: number;
  /** 1 (faint) to `levels` (strongest). */
  level: number;
  /** UTF-16 offsets in the document. */
  start: number;
  end: number;
}

/** Steps of strength: distinguishable by eye, and few enough that the editor can keep one style for each. */
export const levels = 5;

/**
 * The tint of each inspected token as in the page's strip: the most active shown language, with its activity
 * as the strength. Neighbours with the same tint are merged; tokens without activity are left out.
 */
export function stretchesOf(
  passage: Passage,
  inspection: Pick<Inspection, 'languages' | 'activity' | 'text' | 'start' | 'end'>,
  hidden: ReadonlySet<string>,
): Stretch[] {
  const shown = inspection.languages.map((language) => !hidden.has(language));
  const lead = leads(inspection, shown);
  const stretches: Stretch[] = [];
  for (let token = 0; token < inspection.text.length; token++) {
    const level = Math.round(lead.strength[token] * levels);
    const language = lead.language[token];
    const base = passage.segments[inspection.text[token]].start;
    const last = stretches.at(-1);
    // Tokens inside one character share its range: the first one's tint is used for all.
    const start = Math.max(base + inspection.start[token], last?.end ?? 0);
    const end = base + inspection.end[token];
    if (level === 0 || language < 0 || start >= end) continue;
    if (last?.end === start && last.language === language && last.level === level) last.end = end;
    else stretches.push({ language, level, start, end });
  }
  return stretches;
}
