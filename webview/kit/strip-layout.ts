/** A token's tinted box as the browser laid it out, relative to the strip; a token over two lines has two. */
export interface TokenBox {
  token: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A stretch of text on one line, with the box that it filled. */
export interface TextLine {
  text: string;
  x: number;
  baseline: number;
  width: number;
  rightToLeft: boolean;
}

export interface StripLayout {
  boxes: TokenBox[];
  lines: TextLine[];
  fontFamily: string;
  fontSize: number;
  height: number;
}
