import type { ShownSweep } from '../../src/protocol/sweep-page';
import { hexString } from '../../src/view/colours';
import { matrixMarks } from '../kit/matrix-svg';
import type { Palette } from '../kit/palette';
import { margin, num, svgDocument, textMark } from '../kit/svg-marks';
import { sweepMatrix } from './content';
import { curvesOf } from './curve';
import { curveMarks, curveSize, markOf } from './curve-drawing';
import type { Pair } from './lines';
import { lineOf, percent, interval, ownSettings, settingLabel, two } from './lines';
import { name } from './tables';
import type { Metric } from './navigation';
import { shapesOf } from './shapes';

const size = 11;

interface Drawing {
  setting: string;
  metric: Metric;
  pair: Pair | undefined;
  palette: Palette;
}

/** The page's matrix, its curve and what is known of every setting, as an SVG document. */
export function sweepPicture(sweep: ShownSweep, { setting, metric, pair, palette }: Drawing): string {
  const content = sweepMatrix(sweep, setting, metric);
  const matrix = matrixMarks(content, palette);
  const curves = curvesOf(sweep, pair);
  const shapes = shapesOf(curves);
  const [text, quiet] = [hexString(palette.text), hexString(palette.quiet)];
  const top = 46;
  const curveTop = top + matrix.height + 40;
  const key = curveTop + curveSize.height + 16;
  const where = pair ? `${name(pair[0])} → ${name(pair[1])}` : 'all pairs';
  const lines = ownSettings(sweep).flatMap(({ name: own }) => {
    const line = lineOf(sweep, own, pair);
    const shown = sweep.settings.find((one) => one.name === own);
    if (!line || !shown) return [];
    return `${settingLabel(shown)}: ${percent(line.success)} (${interval(line)}, n = ${String(line.n)}), fluency ${two(line.fluency)}`;
  });
  const keys = curves.map(({ label }) => label);
  const facts = [...lines, sweepCaption(sweep)];
  const width = Math.max(matrix.width, curveSize.width + 260) + 2 * margin;
  const marks = [
    textMark(margin, margin + 12, content.label, text, 13, 'font-weight="600"'),
    `<g transform="translate(${margin} ${top})">`,
    ...matrix.marks,
    '</g>',
    textMark(margin, curveTop - 12, `Success against fluency, ${where}`, text, 13, 'font-weight="600"'),
    `<g transform="translate(${margin} ${num(curveTop)})">`,
    ...curveMarks(curves, shapes, palette),
    '</g>',
    ...keys.flatMap((label, i) => {
      const [x, y] = [margin + curveSize.width + 16, curveTop + 24 + i * 18];
      const hollow = curves[i].control ? hexString(palette.background) : text;
      return [
        `<path transform="translate(${num(x)} ${num(y)})" d="${markOf(shapes[i])}" fill="${hollow}" stroke="${curves[i].control ? quiet : text}"/>`,
        textMark(x + 12, y + 4, label, text, size),
      ];
    }),
    ...facts.map((line, i) => textMark(margin, key + 14 + i * 16, line, quiet, size)),
  ];
  const height = key + 14 + facts.length * 16 + margin;
  return svgDocument({ title: content.label, width, height, palette }, marks);
}

/** What was computed with. */
export function sweepCaption({ model, date, runs, maxTokens, sampling, seed }: ShownSweep): string {
  return [
    model,
    `${runs.toLocaleString('en')} runs of ${maxTokens} tokens`,
    `${sampling}, seed ${seed}`,
    date.slice(0, 10),
    'Babelscope',
  ].join(' · ');
}
