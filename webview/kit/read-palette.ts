import type { Rgb } from '../../src/view/colours';
import { languageColour, parseColour, strongestTint } from '../../src/view/colours';
import type { Palette } from './palette';
import { themeColour } from './theme';
import { isHighContrast, themeKind } from '../../src/view/theme-kind';

/** Reads the theme's colours from the page and places the languages' colours in it. */
export function readPalette(tags: readonly string[]): Palette {
  const kind = themeKind(document.body.classList);
  const light = kind === 'light' || kind === 'high-contrast-light';
  const ink: Rgb = light ? [59, 59, 59] : [204, 204, 204];
  const text = parseColour(themeColour('editor-foreground', 'foreground'), ink);
  const background = parseColour(themeColour('editor-background'), light ? [255, 255, 255] : [31, 31, 31]);
  const languages = tags.map((tag) => languageColour(tag, kind));
  return {
    kind,
    highContrast: isHighContrast(kind),
    languages,
    tints: languages.map((colour) => strongestTint(colour, text, background)),
    text,
    background,
    quiet: parseColour(themeColour('descriptionForeground', 'foreground'), ink),
    focus: parseColour(themeColour('focusBorder'), [0, 120, 212]),
    low: parseColour(themeColour('charts-orange'), [209, 134, 22]),
    high: parseColour(themeColour('charts-blue', 'focusBorder'), [55, 148, 255]),
    line: parseColour(themeColour('contrastBorder', 'panel-border', 'widget-border'), [128, 128, 128]),
  };
}
