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
  line: Rgb;
}
