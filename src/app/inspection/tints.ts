import { cssColour, languageColour, type Rgb, strongestTint } from '../../view/colours';
import { levels } from './stretches';

/** Text and background of VS Code's default themes; the editor's own cannot be read from an extension. */
const themes: Record<'dark' | 'light', { text: Rgb; background: Rgb }> = {
  dark: { text: [204, 204, 204], background: [31, 31, 31] },
  light: { text: [59, 59, 59], background: [255, 255, 255] },
};

/** Opacity of the strongest tint: code has colours of its own, which must stay readable beneath it. */
const strongest = 0.42;

/**
 * Background of a painted token: the language's colour, the level as opacity, never so strong that text of the
 * theme's colour loses its contrast.
 */
export function tint(language: string, level: number, theme: 'dark' | 'light'): string {
  const colour = languageColour(language, theme);
  const { text, background } = themes[theme];
  return cssColour(colour, (strongestTint(colour, text, background, strongest) * level) / levels);
}
