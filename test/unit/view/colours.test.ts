import assert from 'node:assert/strict';
import type { Rgb } from '../../../src/view/colours';
import {
  blend,
  colouredLanguages,
  contrast,
  hexString,
  languageColour,
  parseColour,
  strongestTint,
} from '../../../src/view/colours';
import { themeKind } from '../../../src/view/theme-kind';

const themes = {
  dark: { background: [31, 31, 31], text: [204, 204, 204] },
  light: { background: [255, 255, 255], text: [59, 59, 59] },
  'high-contrast': { background: [0, 0, 0], text: [255, 255, 255] },
  'high-contrast-light': { background: [255, 255, 255], text: [41, 41, 41] },
} as const satisfies Record<string, { background: Rgb; text: Rgb }>;
const kinds = Object.keys(themes) as (keyof typeof themes)[];

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear light. */
const sight = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanope: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranope: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

/** Euclidean distance in OKLab between two colours as someone sees them. */
function distance(one: Rgb, other: Rgb, eyes: readonly number[]): number {
  const [a, b] = [one, other].map((colour) => {
    const [r, g, b] = colour.map((c) =>
      c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    const [x, y, z] = [0, 3, 6].map((i) => Math.max(0, eyes[i] * r + eyes[i + 1] * g + eyes[i + 2] * b));
    const l = Math.cbrt(0.4122214708 * x + 0.5363325363 * y + 0.0514459929 * z);
    const m = Math.cbrt(0.2119034982 * x + 0.6806995451 * y + 0.1073969566 * z);
    const s = Math.cbrt(0.0883024619 * x + 0.2817188376 * y + 0.6299787005 * z);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  });
  return Math.hypot(...a.map((value, i) => value - b[i]));
}

describe('the colours of languages', () => {
  for (const kind of kinds) {
    it(`stand out 3:1 from the background in ${kind}`, () => {
      for (const tag of colouredLanguages) {
        const ratio = contrast(languageColour(tag, kind), themes[kind].background);
        assert.ok(ratio >= 3, `${tag}: ${ratio.toFixed(2)}`);
      }
    });

    it(`leave text on the strongest tint at 4.5:1 in ${kind}`, () => {
      const { background, text } = themes[kind];
      for (const tag of [...colouredLanguages, 'ko', 'sw', 'und']) {
        const colour = languageColour(tag, kind);
        const alpha = strongestTint(colour, text, background);
        assert.ok(alpha >= 0.2, `${tag} is hardly tinted: ${alpha}`);
        const ratio = contrast(text, blend(colour, background, alpha));
        assert.ok(ratio >= 4.5, `${tag}: ${ratio.toFixed(2)}`);
      }
    });

    for (const [eyes, matrix] of Object.entries(sight)) {
      it(`are told apart in ${kind} with ${eyes} sight, most of all within one script`, () => {
        const latin = ['en', 'fr', 'es', 'de', 'vi', 'id', 'tr'];
        const together = (one: string, other: string) =>
          (latin.includes(one) && latin.includes(other)) || `${one}${other}` === 'zhja';
        for (const one of colouredLanguages)
          for (const other of colouredLanguages) {
            if (one >= other) continue;
            const apart = distance(languageColour(one, kind), languageColour(other, kind), matrix);
            const least = eyes === 'usual' ? 0.07 : together(one, other) ? 0.045 : 0.03;
            assert.ok(apart >= least, `${one} and ${other}: ${apart.toFixed(3)}`);
          }
      });
    }
  }

  it('depend on the language alone, not on its region or writing', () => {
    assert.deepEqual(languageColour('zh-Hant-TW', 'dark'), languageColour('zh', 'dark'));
    assert.deepEqual(languageColour('pt-BR', 'dark'), languageColour('pt', 'dark'));
    assert.notDeepEqual(languageColour('pl', 'dark'), languageColour('pt', 'dark'));
  });

  it('are read from every notation a theme uses', () => {
    const fallback: Rgb = [1, 2, 3];
    for (const text of ['#f38518', ' #F38518', '#f38518cc', 'rgb(243, 133, 24)', 'rgba(243 133 24 / 0.5)'])
      assert.deepEqual(parseColour(text, fallback), [243, 133, 24], text);
    assert.deepEqual(parseColour('#fa0', fallback), [255, 170, 0]);
    assert.deepEqual(parseColour('tomato', fallback), fallback);
    assert.equal(hexString([243, 133, 24]), '#f38518');
  });
});

describe('the kind of a theme', () => {
  it('follows VS Code’s classes, of which high contrast light has two', () => {
    const kindOf = (...classes: string[]) => themeKind({ contains: (name) => classes.includes(name) });
    assert.equal(kindOf('vscode-dark'), 'dark');
    assert.equal(kindOf('vscode-light'), 'light');
    assert.equal(kindOf('vscode-high-contrast'), 'high-contrast');
    assert.equal(kindOf('vscode-high-contrast', 'vscode-high-contrast-light'), 'high-contrast-light');
  });
});
