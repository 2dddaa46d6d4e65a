import type { Rgb } from '../../src/view/colours';
import type { ThemeKind } from '../../src/view/theme-kind';

/** The colours a page draws with under the present theme. */
export interface Palette {
  kind: ThemeKind;
  highContrast: boolean;
  /** `[language]` */
  languages: Rgb[];
  /** `[language]` opacity of the strongest tint under text. */
  tints: number[];
  text: Rgb;
  background: Rgb;
  /** Labels and axes. */
  quiet: Rgb;
  focus: Rgb;
  /** The two ends of a diverging scale; a sequential one has only the high end. */
  low: Rgb;
  high: Rgb;
  line: Rgb;
}
