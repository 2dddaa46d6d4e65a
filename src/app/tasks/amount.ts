/** A whole number as users write it, `100000`, `100,000` or `100 000`; undefined for anything else. */
export function wholeNumberOf(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)[,. _'](?=\d{3}(\D|$))/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
