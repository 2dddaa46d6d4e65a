import { cssColour, languageColour, type Rgb, strongestTint } from '../../view/colours';
import { levels } from './stretches';

/**
 * Text and background of VS Code's default themes; an extension cannot read the colours of the current theme.
 */
const themes: Record<'dark' | 'light', { text: Rgb; background: Rgb }> = {
  dark: { text: [204, 204, 204], background: [31, 31, 31] },
  light: { text: [59, 59, 59], background: [255, 255, 255] },
};

/** Opacity of the strongest tint: code has its own colours, which must stay readable on it. */
const strongest = 0.42;

/**
 * Background of a tinted token: the language's colour, with the level as opacity, capped so text in the
 * theme's colour keeps its contrast.
 */
export function tint(language: string, level: number, theme: 'dark' | 'light'): string {
  const colour = languageColour(language, theme);
  const { text, background } = themes[theme];
  return cssColour(colour, (strongestTint(colour, text, background, strongest) * level) / levels);
}
