import type { Generation } from '../../src/protocol/generation';
import type { Cell } from '../kit/cells';
import { stripContent } from '../kit/cells';

export interface AnswerPiece {
  text: string;
  /** The tokens it shows; undefined while they are not known. */
  cell: Cell | undefined;
  /** The two answers part before this piece. */
  parts: boolean;
}

export interface AnswerParagraph {
  /** The part of the prompt that stands in this paragraph. */
  prompt: string;
  /** White space between the prompt and the continuation; it belongs to neither's direction. */
  gap: string;
  /** The continuation in this paragraph. */
  pieces: AnswerPiece[];
}

/**
 * Prompt and continuation as paragraphs, each of which runs in its own direction. While the text streams it has no
 * tokens; the paragraphs are the same, so that nothing moves when it is coloured.
 *
 * @param partsAt UTF-16 offset into the text
 */
export function answerParagraphs(
  prompt: string,
  text: string,
  generation: Pick<Generation, 'start' | 'end'> | undefined,
  partsAt: number | undefined,
): AnswerParagraph[] {
  const { start, end } = generation ?? { start: new Uint32Array(), end: new Uint32Array() };
  const content = stripContent([text], { text: new Uint16Array(start.length), start, end });
  const lines = prompt.split(/(?<=\r\n|\n|\r(?!\n))/);
  const paragraphs = lines.map((line): AnswerParagraph => ({ prompt: line, gap: '', pieces: [] }));
  const mark = partsAt === undefined ? -1 : partOffset(text, partsAt);
  let at = 0;
  content.paragraphs.forEach(({ pieces }, index) => {
    const shared = index === 0 && !/[\r\n]$/.test(prompt);
    const paragraph = shared ? paragraphs[paragraphs.length - 1] : { prompt: '', gap: '', pieces: [] };
    if (!shared) paragraphs.push(paragraph);
    for (const { cell, text: whole } of pieces) {
      const own: Cell | undefined = content.cells[cell];
      let rest = whole;
      if (index === 0 && paragraph.pieces.length === 0) {
        const gap = /^[^\S\r\n]*/.exec(rest)?.[0] ?? '';
        paragraph.gap += gap;
        rest = rest.slice(gap.length);
        at += gap.length;
      }
      if (rest === '') continue;
      const cut = mark - at;
      const inside = cut > 0 && cut < rest.length;
      if (inside) paragraph.pieces.push({ text: rest.slice(0, cut), cell: own, parts: false });
      paragraph.pieces.push({ text: inside ? rest.slice(cut) : rest, cell: own, parts: inside || cut === 0 });
      at += rest.length;
    }
  });
  // One of the answers may end where the other goes on.
  if (mark === text.length)
    paragraphs[paragraphs.length - 1].pieces.push({ text: '', cell: undefined, parts: true });
  return paragraphs;
}

/** UTF-16 units of a prompt that stand before its continuation. */
const shownPrompt = 300;

/** The end of a long prompt, from a word on: all of it stands in its field, and would push the answers out of sight. */
export function endOfPrompt(prompt: string): string {
  if (prompt.length <= shownPrompt) return prompt;
  // Half a surrogate pair is no character.
  const end = prompt.slice(-shownPrompt).replace(/^[\udc00-\udfff]/, '');
  const space = /^\S{0,40}\s+/.exec(end)?.[0] ?? '';
  return `…${end.slice(space.length)}`;
}

/** In front of a word rather than of the space before it, and never inside a character. */
function partOffset(text: string, partsAt: number): number {
  let at = Math.min(partsAt, text.length);
  if (at > 0 && /[\ud800-\udbff]/.test(text[at - 1]) && /[\udc00-\udfff]/.test(text[at] ?? '')) at--;
  while (at < text.length && /[^\S\r\n]/.test(text[at])) at++;
  return at;
}
