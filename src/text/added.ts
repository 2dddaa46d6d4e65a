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
}

/** A stretch of text between two cuts; `token` where the stretch is that token. */
export interface Section {
  readonly from: number;
  readonly to: number;
  readonly token?: AddedToken;
}

interface Node {
  readonly next: Map<number, Node>;
  token?: AddedToken;
}

/** Finds added tokens in a text: from left to right, the longest first, in one pass. */
export class AddedTokens {
  private readonly root: Node = { next: new Map() };

  /** @param tokens what is looked for, by the text to look for */
  constructor(tokens: Iterable<readonly [string, AddedToken]>) {
    for (const [content, token] of tokens) {
      if (content === '') continue;
      let node = this.root;
      for (let unit = 0; unit < content.length; unit++) {
        const code = content.charCodeAt(unit);
        let child = node.next.get(code);
        if (!child) node.next.set(code, (child = { next: new Map() }));
        node = child;
      }
      node.token = token;
    }
  }

  /**
   * Cuts a text at its added tokens. The sections cover the text without gaps: white space that a token takes
   * from its neighbours is within the token's section. Empty sections are left out, but counted in `place`.
   */
  cut(text: string): { section: Section; place: number }[] {
    const cuts: { from: number; to: number; token?: AddedToken }[] = [];
    let from = 0;
    for (let unit = 0; this.root.next.size > 0 && unit < text.length;) {
      const found = this.longestAt(text, unit);
      if (!found) {
        unit++;
        continue;
      }
      if (unit > from) cuts.push({ from, to: unit });
      cuts.push({ from: unit, to: unit + found.length, token: found.token });
      from = unit += found.length;
    }
    if (from < text.length) cuts.push({ from, to: text.length });
    cuts.forEach(({ token }, k) => {
      const [before, after] = [cuts[k - 1], cuts[k + 1]];
      if (token?.lstrip && before && !before.token) {
        before.to = before.from + text.slice(before.from, before.to).trimEnd().length;
        cuts[k].from = before.to;
      }
      if (token?.rstrip && after && !after.token) {
        after.from = after.to - text.slice(after.from, after.to).trimStart().length;
        cuts[k].to = after.from;
      }
    });
    return cuts
      .map((section, place) => ({ section, place }))
      .filter(({ section }) => section.to > section.from);
  }

  private longestAt(text: string, unit: number): { token: AddedToken; length: number } | undefined {
    let node: Node | undefined = this.root;
    let found: { token: AddedToken; length: number } | undefined;
    for (let at = unit; at < text.length;) {
      node = node.next.get(text.charCodeAt(at++));
      if (!node) break;
      if (node.token) found = { token: node.token, length: at - unit };
    }
    return found;
  }
}
