import { hexString } from '../../src/view/colours';
import type { Palette } from '../kit/palette';
import { escapeXml, num, textMark } from '../kit/svg-marks';
import type { Curve } from './curve';

export const curveSize = { width: 420, height: 300 };
const box = { left: 44, top: 12, right: 12, bottom: 40 };
const small = 11;

/** Curves differ in shape, not colour: distinguishable shapes, reused in order. */
const shapes = [
  (x: number, y: number) => `M${num(x - 4)} ${num(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`,
  (x: number, y: number) => `M${num(x - 4)} ${num(y - 4)}h8v8h-8z`,
  (x: number, y: number) => `M${num(x)} ${num(y - 5)}l5 9h-10z`,
  (x: number, y: number) => `M${num(x)} ${num(y - 5)}l5 5l-5 5l-5 -5z`,
  (x: number, y: number) => `M${num(x)} ${num(y + 5)}l5 -9h-10z`,
];

/** The shape of a curve's points, about 0, 0; a control has that of its setting, hollow. */
export function markOf(index: number): string {
  return shapes[Math.floor(index) % shapes.length](0, 0);
}

/**
 * Success over fluency, with the 95 % interval of each point and its strength beside it, as SVG marks in a box of
 * `curveSize`. The upper right is the best place.
 *
 * @param shape `[curve]` which shape its points have
 */
export function curveMarks(curves: readonly Curve[], shape: readonly number[], palette: Palette): string[] {
  const { width, height } = curveSize;
  const x = (fluency: number) => box.left + fluency * (width - box.left - box.right);
  const y = (success: number) => height - box.bottom - success * (height - box.top - box.bottom);
  const [text, quiet, line] = [palette.text, palette.quiet, palette.line].map(hexString);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const axes = ticks.flatMap((tick) => [
    `<line x1="${num(x(0))}" x2="${num(x(1))}" y1="${num(y(tick))}" y2="${num(y(tick))}" stroke="${line}" stroke-width="0.5"/>`,
    `<line x1="${num(x(tick))}" x2="${num(x(tick))}" y1="${num(y(0))}" y2="${num(y(1))}" stroke="${line}" stroke-width="0.5"/>`,
    textMark(box.left - 6, y(tick) + 4, `${tick * 100} %`, quiet, small, 'text-anchor="end"'),
    textMark(x(tick), height - box.bottom + 15, String(tick), quiet, small, 'text-anchor="middle"'),
  ]);
  const drawn = curves.flatMap(({ points, control }, index) => {
    const path = points.map(
      (point, i) => `${i ? 'L' : 'M'}${num(x(point.fluency))} ${num(y(point.success))}`,
    );
    const dashes = control ? ' stroke-dasharray="3 3"' : '';
    const ink = control ? quiet : text;
    return [
      `<path d="${path.join('')}" fill="none" stroke="${ink}" stroke-width="1.25"${dashes}/>`,
      ...points.flatMap(({ setting, strength, fluency, success, low, high }) => {
        const [px, py] = [x(fluency), y(success)];
        return [
          `<line x1="${num(px)}" x2="${num(px)}" y1="${num(y(low))}" y2="${num(y(high))}" stroke="${ink}" stroke-width="0.75"${dashes}/>`,
          `<path d="${shapes[shape[index] % shapes.length](px, py)}" fill="${control ? hexString(palette.background) : ink}" stroke="${ink}"><title>${escapeXml(setting)}</title></path>`,
          ...(control ? [] : [textMark(px + 8, py - 6, String(strength), text, small)]),
        ];
      }),
    ];
  });
  return [
    ...axes,
    textMark((x(0) + x(1)) / 2, height - 6, 'fluency', quiet, small, 'text-anchor="middle"'),
    `<g transform="translate(11 ${num((y(0) + y(1)) / 2)}) rotate(-90)">${textMark(0, 0, 'success', quiet, small, 'text-anchor="middle"')}</g>`,
    ...drawn,
  ];
}
