/**
 * The token on the next (`step` 1) or previous (-1) visual line that stands nearest under or above token `from`;
 * `from` itself where there is no such line.
 */
export function nearestOnLine(elements: readonly Element[], from: number, step: 1 | -1): number {
  const origin = elements[from].getBoundingClientRect();
  const x = (origin.left + origin.right) / 2;
  let best = from;
  let distance = Infinity;
  let line: number | undefined;
  for (let token = from + step; token >= 0 && token < elements.length; token += step) {
    const box = elements[token].getBoundingClientRect();
    const below = step * (box.top - origin.top) > origin.height / 2;
    if (!below) continue;
    line ??= box.top;
    if (Math.abs(box.top - line) > origin.height / 2) break;
    const gap = Math.abs((box.left + box.right) / 2 - x);
    if (gap < distance) {
      distance = gap;
      best = token;
    }
  }
  return best;
}
