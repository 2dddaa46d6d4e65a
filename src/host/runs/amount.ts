const most = 1e12;

/** `100000`, `100,000` or `100 000`. */
export function tokensOf(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)[,. _'](?=\d{3}(\D|$))/g, '');
  if (!/^\d{1,13}$/.test(digits)) return undefined;
  const tokens = Number(digits);
  return tokens >= 1 && tokens <= most ? tokens : undefined;
}
