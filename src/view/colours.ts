import type { ThemeKind } from './theme-kind';

/** Red, green, blue, 0–255. */
export type Rgb = readonly [number, number, number];

/**
 * Hues on dark and on light. Chosen so that languages written in one script stay apart for protanopes and
 * deuteranopes too (by lightness where hue fails them) and every colour keeps 3:1 to the editor's background.
 */
const palette: Record<string, { dark: string; light: string }> = {
  en: { dark: '#3ea9ee', light: '#0a68ad' },
  fr: { dark: '#cc6a1f', light: '#b65508' },
  es: { dark: '#f5c44c', light: '#a87e00' },
  de: { dark: '#bcc4fd', light: '#7488f8' },
  zh: { dark: '#e0606a', light: '#c5354a' },
  ja: { dark: '#dc82d2', light: '#d76dc6' },
  vi: { dark: '#4fdcae', light: '#0a6f52' },
  id: { dark: '#93ad5a', light: '#73a046' },
  ru: { dark: '#14a8a4', light: '#0d9ba0' },
  ar: { dark: '#c9ae8a', light: '#a58a66' },
  hi: { dark: '#b257b4', light: '#8a3a9a' },
  tr: { dark: '#7672dd', light: '#4b36a8' },
};

/** The languages that have a colour of their own; all others get a stable one from their tag. */
export const colouredLanguages: readonly string[] = Object.keys(palette);

/** A language's colour in a kind of theme: a function of the tag alone, so it never moves between selections. */
export function languageColour(tag: string, theme: ThemeKind): Rgb {
  const light = theme === 'light' || theme === 'high-contrast-light';
  const [primary] = tag.toLowerCase().split('-');
  if (Object.hasOwn(palette, primary)) return hexColour(palette[primary][light ? 'light' : 'dark']);
  return hslColour(hash(primary) % 360, 0.42, light ? 0.38 : 0.66);
}

/** `rgb(r g b / alpha)` for a style or a canvas. */
export function cssColour([red, green, blue]: Rgb, alpha = 1): string {
  return `rgb(${String(red)} ${String(green)} ${String(blue)} / ${alpha.toFixed(3)})`;
}

/** `#rrggbb`, for files that other programs read. */
export function hexString(colour: Rgb): string {
  return `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

/** Parses `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` and `rgba(…)`; anything else becomes `fallback`. */
export function parseColour(text: string, fallback: Rgb): Rgb {
  const hex = /^#(?:([0-9a-f]{3,4})|([0-9a-f]{6})(?:[0-9a-f]{2})?)$/i.exec(text.trim());
  if (hex) return hexColour(hex[2] ? `#${hex[2]}` : `#${hex[1].slice(0, 3).replace(/./g, '$&$&')}`);
  const numbers = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(text.trim());
  return numbers ? [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])] : fallback;
}

/** WCAG contrast ratio, 1–21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** `over` drawn on `under` with an opacity. */
export function blend(over: Rgb, under: Rgb, alpha: number): Rgb {
  return [0, 1, 2].map((i) => over[i] * alpha + under[i] * (1 - alpha)) as unknown as Rgb;
}

/** The strongest tint (up to `most`) that keeps text on it at 4.5:1, or as near as the theme's own text is. */
export function strongestTint(colour: Rgb, text: Rgb, background: Rgb, most = 0.62): number {
  const floor = Math.min(4.6, contrast(text, background));
  for (let alpha = most; alpha > 0.02; alpha -= 0.02)
    if (contrast(text, blend(colour, background, alpha)) >= floor) return alpha;
  return 0.02;
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function hexColour(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function hslColour(hue: number, saturation: number, lightness: number): Rgb {
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const swing = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - swing * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** FNV-1a: spreads neighbouring tags (`pl`, `pt`) over the wheel. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return value;
}
