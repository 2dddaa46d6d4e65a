import { html, nothing } from 'lit';
import type { Generation } from '../../src/protocol/generation';
import { cssColour } from '../../src/view/colours';
import { formatActivation, formatShare } from '../../src/view/format';
import type { Lead } from '../../src/view/runs';
import { leads } from '../../src/view/runs';
import { describeLanguage } from '../../src/text/language';
import type { Cell } from '../kit/cells';
import type { Palette } from '../kit/palette';
import { answerParagraphs } from './answer-pieces';

interface AnswerTextView {
  prompt: string;
  text: string;
  generation: Generation | undefined;
  partsAt: number | undefined;
  /** Of the generation's languages. */
  palette: Palette;
  streaming: boolean;
}

/** Prompt, then continuation: tinted by its tokens' languages once they are known. */
export function answerText({ prompt, text, generation, partsAt, palette, streaming }: AnswerTextView) {
  const lead = generation && leadsOf(generation);
  const paragraphs = answerParagraphs(prompt, text, generation, partsAt);
  return paragraphs.map(({ prompt: line, gap, pieces }, index) => {
    const parts: unknown[] = [line === '' ? nothing : html`<span class="prompt">${line}</span>`, gap];
    const shown = pieces.map(({ text: part, cell, parts }) => [
      parts ? mark : nothing,
      generation && cell ? tokenSpan(part, cell, generation, lead, palette) : part,
    ]);
    // After the prompt it is isolated; alone it is what gives the paragraph its direction.
    if (pieces.length > 0) parts.push(line === '' ? shown : html`<bdi>${shown}</bdi>`);
    if (streaming && index === paragraphs.length - 1) parts.push(caret);
    // White space is shown as it is: none may come in between.
    return html`<div class="paragraph" dir="auto">${parts}</div>`;
  });
}

const caret = html`<span class="caret" aria-hidden="true"></span>`;
const mark = html`<span
  class="parts"
  role="img"
  aria-label="From here they differ"
  title="From here they differ"
></span>`;

function tokenSpan(
  text: string,
  cell: Cell,
  generation: Generation,
  lead: Lead | undefined,
  palette: Palette,
) {
  const language = lead?.language[cell.token] ?? -1;
  const strength = lead?.strength[cell.token] ?? 0;
  const colour = language < 0 ? undefined : palette.languages[language];
  const log = formatActivation(generation.logProbability[cell.token]);
  const name = language < 0 ? '' : `${describeLanguage(generation.languages[language]).name} `;
  const title = `${name}${colour ? formatShare(strength) : ''} · log-probability ${log}`;
  // The property, not the attribute: the page's security policy forbids style attributes.
  const tint = colour ? `background-color: ${cssColour(colour, palette.tints[language] * strength)}` : '';
  // High contrast themes leave no room for tints alone: the line's thickness says how strong.
  const line =
    colour && palette.highContrast
      ? `; text-decoration: underline ${(1 + 3 * strength).toFixed(1)}px ${cssColour(colour, strength < 0.1 ? 0 : 1)}`
      : '';
  return html`<span class="token" title=${title} .style=${tint + line}>${text}</span>`;
}

/** `Language activity: French in 31 of 40 tokens, English in 5`, for whoever does not see the tints. */
export function spokenActivity(generation: Generation, floor = 0.2): string {
  const lead = leadsOf(generation);
  const counts = new Map<number, number>();
  lead.language.forEach((language, token) => {
    if (language >= 0 && lead.strength[token] >= floor) counts.set(language, (counts.get(language) ?? 0) + 1);
  });
  if (counts.size === 0) return '';
  const parts = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([k, count]) => `${describeLanguage(generation.languages[k]).name} ${String(count)}`);
  return `Leading language by tokens, of ${String(generation.ids.length)}: ${parts.join(', ')}.`;
}

function leadsOf(generation: Generation): Lead {
  const every = generation.languages.map(() => true);
  return leads(generation, every);
}
