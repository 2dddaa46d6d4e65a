import type { InspectedText } from '../../../src/protocol/webview';

/** Made-up numbers over real sentences: enough to look at and to click on, and nothing to conclude from. */

export const languages = ['en', 'fr', 'es', 'de', 'zh', 'ja', 'vi', 'id', 'ru', 'ar', 'hi', 'tr'];
export const layers = 8;

/** A passage per language; a paragraph may hold several. */
export type Passage = [language: string, text: string];

export const museum: Passage[] = [
  ['en', 'The museum opens at nine.'],
  ['fr', ' Le musée ouvre à neuf heures.'],
  ['zh', ' 博物馆九点开门。'],
  ['ja', '美術館は九時に開きます。'],
  ['vi', ' Bảo tàng mở cửa lúc chín giờ.'],
  ['ru', ' Музей открывается в девять часов. 🎉👩‍👩‍👧\n'],
  ['ar', 'يفتح المتحف في الساعة التاسعة صباحًا.\n'],
  ['hi', 'संग्रहालय नौ बजे खुलता है।\n'],
  ['en', '\tif (open) {  welcome(); }'],
];

/** One result over the given texts, each a list of passages. The same arguments give the same numbers. */
export function sampleResult(id: number, passages: Passage[][] = [museum]): Omit<InspectedText, 'source'> {
  const random = mulberry(id);
  const text: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const activity: number[] = [];
  passages.forEach((list, index) => {
    let at = 0;
    for (const [language, passage] of list) {
      for (const token of tokens(passage)) {
        for (let copy = 0; copy < token.copies; copy++) {
          text.push(index);
          start.push(at);
          end.push(at + token.text.length);
          for (const other of languages) {
            const own = other === language;
            const near = `${language}${other}`.match(/^(fres|esfr|zhja|jazh|viid|idvi)$/) !== null;
            activity.push(own ? 0.35 + 0.7 * random() : (near ? 0.3 : 0.12) * random() - 0.04);
          }
        }
        at += token.text.length;
      }
    }
  });
  const cells = layers * languages.length;
  const inspection = {
    id,
    languages,
    layers,
    text: Uint16Array.from(text),
    start: Uint32Array.from(start),
    end: Uint32Array.from(end),
    ids: Int32Array.from(text, (_, i) => i + 3),
    activity: Float32Array.from(activity),
    share: Float32Array.from(activity, (value) => Math.max(0, value) * 0.6),
    layerActivity: Float32Array.from({ length: cells }, (_, i) => {
      const layer = Math.floor(i / languages.length);
      const language = i % languages.length;
      if ((layer === 3 && language === 3) || (language === 11 && layer > 4)) return NaN;
      return 0.12 + 0.03 * language * random() * 0.6 + 0.02 * (layer - 3.5) ** 2 * (0.5 + 0.5 * random());
    }),
    layerNeurons: Uint32Array.from({ length: cells }, () => Math.floor(random() * 6)),
    milliseconds: 41,
  };
  return { texts: passages.map((list) => list.map(([, passage]) => passage).join('')), inspection };
}

/** Cuts text roughly as a byte-level BPE does: a leading space joins the word, long words break, emoji are bytes. */
function tokens(text: string): { text: string; copies: number }[] {
  const pieces = text.match(
    /\p{RI}\p{RI}|\p{Emoji_Presentation}(?:\u200d\p{Emoji_Presentation})*| ?[\p{Script=Han}\p{Script=Hiragana}]| ?[\p{L}\p{M}]{1,5}|\s| ?[^\s]/gu,
  );
  return (pieces ?? []).map((piece) => ({
    text: piece,
    copies: /\p{Emoji_Presentation}/u.test(piece) ? 4 : piece.includes('馆') ? 2 : 1,
  }));
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
