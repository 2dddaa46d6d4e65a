import type { InspectedText, ModelSummary } from '../../src/protocol/webview';
import type { Palette } from '../kit/palette';
import type { Lead } from '../../src/view/runs';
import { measureStrip } from '../kit/measure-strip';
import { svgPicture } from '../kit/svg';
import type { TokenStrip } from '../kit/token-strip';
import { sourceLine } from './header';

interface Drawing {
  rows: readonly number[];
  lead: Lead;
  palette: Palette;
}

/** The page's strip and heat map as an SVG document. */
export function picture(
  strip: TokenStrip,
  result: InspectedText,
  model: ModelSummary | undefined,
  { rows, lead, palette }: Drawing,
): string {
  const content = {
    inspection: result.inspection,
    rows,
    neurons: model?.neurons ?? [],
    lead,
    layout: measureStrip(strip),
    title: `Language neurons · ${sourceLine(result)}`,
    caption: [model?.name, 'Babelscope'].filter(Boolean).join(' · '),
  };
  return svgPicture(content, { width: strip.clientWidth, palette });
}
