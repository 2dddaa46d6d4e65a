import type { Inspection } from '../protocol/engine';

/** Which language each token is tinted with, and how strongly. */
export interface Lead {
  /** `[pos]` index of the most active shown language; -1 if none is shown. */
  language: Int16Array;
  /** `[pos]` its activity, clipped to 0–1. */
  strength: Float32Array;
}

/** A stretch of tokens led by one language. */
export interface Run {
  language: number;
  /** First token and one past the last. */
  start: number;
  end: number;
}

/** The most active of the shown languages at each token; `shown` is `[language]`. */
export function leads(
  inspection: Pick<Inspection, 'activity' | 'languages'>,
  shown: readonly boolean[],
): Lead {
  const width = inspection.languages.length;
  const count = width === 0 ? 0 : inspection.activity.length / width;
  const language = new Int16Array(count).fill(-1);
  const strength = new Float32Array(count);
  for (let token = 0; token < count; token++) {
    let best = -Infinity;
    for (let k = 0; k < width; k++) {
      const value = inspection.activity[token * width + k];
      if (shown[k] && value > best) {
        best = value;
        language[token] = k;
      }
    }
    strength[token] = Math.min(1, Math.max(0, Number.isFinite(best) ? best : 0));
  }
  return { language, strength };
}

/**
 * The stretches worth naming above the strip: at least `minimum` tokens of one text, on average at least `floor`
 * active; a single other token in the middle does not end one.
 */
export function namedRuns(lead: Lead, text: Uint16Array, minimum = 3, floor = 0.2): Run[] {
  const runs: Run[] = [];
  const { language, strength } = lead;
  let token = 0;
  while (token < language.length) {
    const run: Run = { language: language[token], start: token, end: token + 1 };
    let own = strength[token];
    let members = 1;
    const continues = (at: number) =>
      at < language.length && text[at] === text[run.start] && language[at] === run.language;
    while (continues(run.end) || continues(run.end + 1)) {
      if (!continues(run.end)) run.end++;
      own += strength[run.end];
      members++;
      run.end++;
    }
    if (run.language >= 0 && members >= minimum && own / members >= floor) {
      runs.push(run);
      token = run.end;
    } else {
      token++;
    }
  }
  return runs;
}
