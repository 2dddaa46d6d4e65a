import type { InspectedText, ModelSummary } from '../../src/protocol/webview';
import type { Palette } from '../kit/palette';
import { rasterise } from '../kit/raster';
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

/** The page's strip and heat map as the bytes of a file. */
export async function savePicture(
  format: 'svg' | 'png',
  strip: TokenStrip,
  result: InspectedText,
  model: ModelSummary | undefined,
  { rows, lead, palette }: Drawing,
): Promise<Uint8Array> {
  const content = {
    inspection: result.inspection,
    rows,
    neurons: model?.neurons ?? [],
    lead,
    layout: measureStrip(strip),
    title: `Language neurons · ${sourceLine(result)}`,
    caption: [model?.name, 'Babelscope'].filter(Boolean).join(' · '),
  };
  const svg = svgPicture(content, { width: strip.clientWidth, palette });
  return format === 'svg' ? new TextEncoder().encode(svg) : rasterise(svg);
}
