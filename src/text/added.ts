import { trimEnd, trimStart } from './white-space';

/** A token that was added to a vocabulary: found in the text before the model sees it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** a control token (beginning of text, end of turn …), which ordinary text must not be able to forge */
  readonly special: boolean;
  /** whether it is looked for after the text was normalised */
  readonly normalized: boolean;
  /** whether it takes the white space before it, after it */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** whether it is only found where no word goes on before or after it */
  readonly singleWord: boolean;
}

/** A stretch of text between two cuts; `token` where the stretch is that token. */
export interface Section {
  readonly from: number;
  readonly to: number;
  readonly token?: AddedToken;
}

/** Finds added tokens in a text: from left to right, the longest first, in one pass. */
export class AddedTokens {
  /** Sorted by UTF-16 units: those which begin alike lie together, and nothing is kept but the texts themselves. */
  private readonly contents: readonly string[];
  /** By the first unit: which of them begin with it, `[from, to)`. */
  private readonly firsts = new Map<number, readonly [number, number]>();
  private readonly tokens: ReadonlyMap<string, AddedToken>;

  /**
   * @param tokens what is looked for, by the text to look for
   * @param counts whether a token becomes one where it is found; what it stands on is text otherwise, and no other's
   */
  constructor(
    tokens: Iterable<readonly [string, AddedToken]>,
    private readonly counts: (token: AddedToken) => boolean = () => true,
  ) {
    this.tokens = new Map(tokens);
    this.contents = [...this.tokens.keys()].filter((content) => content !== '').sort();
    this.contents.forEach((content, i) => {
      const first = content.charCodeAt(0);
      this.firsts.set(first, [this.firsts.get(first)?.[0] ?? i, i + 1]);
    });
  }

  /**
   * Cuts a text at its added tokens. The sections cover the text without gaps: white space that a token takes
   * from its neighbours is within the token's section. None is empty. As in the original, a token of white space that
   * the one before it has taken is a token all the same, so that their sections overlap.
   */
  cut(text: string): Section[] {
    const sections: Section[] = [];
    let from = 0;
    for (let unit = 0; this.firsts.size > 0 && unit < text.length;) {
      const found = this.longestAt(text, unit);
      if (!found) {
        unit++;
        continue;
      }
      const { token, length } = found;
      const end = unit + length;
      if (this.counts(token) && !(token.singleWord && touchesWord(text, unit, end))) {
        const start = token.lstrip ? Math.max(from, trimEnd(text.slice(0, unit)).length) : unit;
        const stop = token.rstrip ? text.length - trimStart(text.slice(end)).length : end;
        if (start > from) sections.push({ from, to: start });
        if (stop > start) sections.push({ from: start, to: stop, token });
        from = stop;
      }
      unit = end;
    }
    if (from < text.length) sections.push({ from, to: text.length });
    return sections;
  }

  private longestAt(text: string, unit: number): { token: AddedToken; length: number } | undefined {
    let [from, to] = this.firsts.get(text.charCodeAt(unit)) ?? [0, 0];
    let found: string | undefined;
    for (let length = 1; from < to; length++) {
      // Of those that are alike so far, the shortest comes first.
      if (this.contents[from].length === length) found = this.contents[from++];
      if (unit + length >= text.length) break;
      const code = text.charCodeAt(unit + length);
      from = this.firstFrom(from, to, length, code);
      to = this.firstFrom(from, to, length, code + 1);
    }
    return found === undefined
      ? undefined
      : { token: this.tokens.get(found) as AddedToken, length: found.length };
  }

  /** The first of `[from, to)`, which are alike up to unit `at`, whose unit there is `code` or above. */
  private firstFrom(from: number, to: number, at: number, code: number): number {
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.contents[middle].charCodeAt(at) < code) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

const wordBefore = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const wordAfter = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

function touchesWord(text: string, from: number, to: number): boolean {
  return wordBefore.test(text.slice(Math.max(0, from - 2), from)) || wordAfter.test(text.slice(to, to + 2));
}
