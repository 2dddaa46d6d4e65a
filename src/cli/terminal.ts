import { withoutControls } from '../view/as-text';
import { languageColour } from '../view/colours';
import { partOf } from '../view/token-name';
import type { Inspection } from '../protocol/engine';

export interface RenderOptions {
  colour: boolean;
  /** Width of the terminal in columns. */
  width: number;
  model: string;
}

/** Cells of the bar for a token's strongest activity. */
const barCells = 10;

/**
 * An inspection for the terminal: one line per token with its strongest languages, then the languages
 * overall.
 */
export function renderInspection(text: string, inspection: Inspection, options: RenderOptions): string {
  const { start, end, activity, milliseconds } = inspection;
  const languages = inspection.languages.map(withoutControls);
  const paint = (language: string, words: string) => (options.colour ? tinted(language, words) : words);
  const lines: string[] = [];
  const totals = new Float64Array(languages.length);
  for (let pos = 0; pos < start.length; pos++) {
    const row = activity.subarray(pos * languages.length, (pos + 1) * languages.length);
    row.forEach((value, k) => (totals[k] += clipped(value)));
    const order = [...languages.keys()].sort((a, b) => row[b] - row[a]);
    const [best] = order;
    const strength = clipped(row[best]);
    const bar = '█'.repeat(Math.round(strength * barCells)).padEnd(barCells, '·');
    const others = order
      .slice(0, 3)
      .filter((k) => row[k] > 0)
      .map((k) => `${languages[k]} ${row[k].toFixed(2)}`);
    const shown = visible(text.slice(start[pos], end[pos])) + partOf(inspection, pos);
    lines.push(`${pad(shown, 20)} ${paint(languages[best], bar)} ${others.join('  ')}`.trimEnd());
  }
  const overall = [...languages.keys()]
    .sort((a, b) => totals[b] - totals[a])
    .slice(0, 5)
    .map((k) => `${languages[k]} ${(totals[k] / start.length).toFixed(2)}`);
  lines.push(
    '',
    `${start.length} ${start.length === 1 ? 'token' : 'tokens'} · ${withoutControls(options.model)} · ${milliseconds.toFixed(0)} ms · ${overall.join(', ')}`,
  );
  return `${lines.join('\n')}\n`;
}

function clipped(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Makes whitespace visible; nothing that could move the cursor or change the terminal gets through. */
function visible(text: string): string {
  return withoutControls(text.replace(/ /g, '·').replace(/\r?\n/g, '↵').replace(/\t/g, '→'));
}

/** Pads to a number of columns; East Asian wide characters take two. */
function pad(text: string, columns: number): string {
  let width = 0;
  for (const character of text) {
    if (!/[\p{Mn}\p{Me}\u200c\u200d]/u.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return text + ' '.repeat(Math.max(0, columns - width));
}
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** Words in a language's colour. `print` lets it through. */
export function tinted(language: string, words: string): string {
  const [red, green, blue] = languageColour(language, 'dark');
  return `\u001b[38;2;${red};${green};${blue}m${words}\u001b[0m`;
}
