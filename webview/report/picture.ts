import type { AtlasSummary, ReportSelection } from '../../src/protocol/report-page';
import { hexString } from '../../src/view/colours';
import { formatCount } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import { matrixMarks } from '../kit/matrix-svg';
import type { Palette } from '../kit/palette';
import { margin, num, svgDocument, textMark } from '../kit/svg-marks';
import { sourceLine } from './head';
import { histogramChart } from './histogram-chart';
import { layerBars } from './languages-panel';
import { methods } from './controls';
import { overlapContent } from './overlap-panel';

const width = 860;
const small = 11;
const rowHeight = 26;

/** The report's charts as an SVG document: neurons by language and layer, overlap, entropies, and what made them. */
export function reportPicture(atlas: AtlasSummary, selection: ReportSelection, palette: Palette): string {
  const title = `Language neurons of ${atlas.modelName}`;
  const [text, quiet] = [hexString(palette.text), hexString(palette.quiet)];
  const marks: string[] = [
    textMark(margin, 26, title, text, 13, 'font-weight="600"'),
    textMark(margin, 44, sourceLine(atlas), quiet, small),
    textMark(margin, 60, settingsLine(selection), quiet, small),
  ];
  let top = 76;
  const add = (heading: string, part: { marks: string[]; height: number }) => {
    marks.push(textMark(margin, top + 12, heading, quiet, small, 'font-weight="600"'));
    marks.push(`<g transform="translate(${margin} ${num(top + 24)})">`, ...part.marks, '</g>');
    top += part.height + 44;
  };
  add(
    `Neurons by language and layer (0–${String(atlas.layers - 1)})`,
    languageMarks(atlas, selection, palette),
  );
  const matrix = overlapContent(atlas, selection);
  add(matrix.label, matrixMarks(matrix, palette));
  add('Entropy over languages, in nats; neurons on a logarithmic scale', entropyMarks(selection, palette));
  marks.push(textMark(margin, top + 8, `Babelscope · model ${atlas.identity} · ${atlas.file}`, quiet, small));
  return svgDocument({ title, width, height: top + 24, palette }, marks);
}

/** `LAPE · top rate 0.01 · filter rate 0.95 · activation bar 0.95 · 164 neurons` */
function settingsLine({ settings, selected }: ReportSelection): string {
  const name = methods.find(({ id }) => id === settings.method)?.name ?? settings.method;
  return [
    name,
    `top rate ${settings.topRate}`,
    `filter rate ${settings.filterRate}`,
    `activation bar ${settings.activationBar}`,
    `${formatCount(selected)} neurons`,
  ].join(' · ');
}

function languageMarks({ languages }: AtlasSummary, { byLayer, neurons }: ReportSelection, palette: Palette) {
  const tallest = byLayer.reduce((most, count) => Math.max(most, count), 1);
  const [text, quiet] = [hexString(palette.text), hexString(palette.quiet)];
  const left = 220;
  const chart = { width: width - 2 * margin - left, height: rowHeight - 4 };
  const marks = languages.flatMap((tag, k) => {
    const y = k * rowHeight;
    const fill = hexString(palette.languages[k]);
    return [
      textMark(0, y + 15, `${describeLanguage(tag).name} (${tag})`, text, small),
      textMark(left - 12, y + 15, formatCount(neurons[k]), text, small, 'text-anchor="end"'),
      `<rect x="${left}" y="${num(y + chart.height)}" width="${num(chart.width)}" height="0.5" fill="${quiet}"/>`,
      ...layerBars(byLayer, languages.length, k, tallest, chart)
        .filter(({ count }) => count > 0)
        .map(
          (bar) =>
            `<rect x="${num(left + bar.x)}" y="${num(y + bar.y)}" width="${num(bar.width)}" height="${num(bar.height)}" fill="${fill}"><title>layer ${bar.layer}: ${bar.count}</title></rect>`,
        ),
    ];
  });
  return { marks, height: languages.length * rowHeight };
}

function entropyMarks(selection: ReportSelection, palette: Palette) {
  const height = 160;
  const frame = { left: 46, right: width - 2 * margin - 40, top: 8, bottom: height - 20 };
  const chart = histogramChart(selection, frame);
  const [quiet, accent] = [hexString(palette.quiet), hexString(palette.high)];
  const rect = (
    { x, y, width: w, height: h }: (typeof chart.bars)[number]['all'],
    fill: string,
    extra = '',
  ) =>
    h === 0
      ? []
      : [`<rect x="${num(x)}" y="${num(y)}" width="${num(w)}" height="${num(h)}" fill="${fill}"${extra}/>`];
  const marks = [
    ...chart.yTicks.map(({ y, label }) =>
      textMark(frame.left - 6, y + 3.5, label, quiet, small, 'text-anchor="end"'),
    ),
    ...chart.bars.flatMap(({ all, selected }) => [
      ...rect(all, quiet, ' opacity="0.45"'),
      ...rect(selected, accent),
    ]),
    ...chart.xTicks.map(({ x, label }) =>
      textMark(x, height - 4, label, quiet, small, 'text-anchor="middle"'),
    ),
    ...(selection.settings.method === 'lape' && chart.thresholdX !== undefined
      ? [
          `<line x1="${num(chart.thresholdX)}" x2="${num(chart.thresholdX)}" y1="0" y2="${frame.bottom}" stroke="${hexString(palette.text)}"/>`,
          textMark(
            chart.thresholdX - 5,
            9,
            `selected up to ${selection.lastEntropy.toFixed(3)}`,
            hexString(palette.text),
            small,
            'text-anchor="end"',
          ),
        ]
      : []),
  ];
  return { marks, height };
}
