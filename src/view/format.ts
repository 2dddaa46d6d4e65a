/**
 * A share, 0–1, formatted so that a column lines up: `.38`, `.04`, `1.0`; clipped, and a dash if there is
 * none.
 */
export function formatShare(value: number): string {
  if (Number.isNaN(value)) return '–';
  const hundredths = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return hundredths === 100 ? '1.0' : `.${String(hundredths).padStart(2, '0')}`;
}

/** An activation: two decimals, a true minus sign. */
export function formatActivation(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

/** A count, grouped as elsewhere in our English: `4,000`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `1 token`, `47 tokens`. */
export function formatAmount(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A duration that users can compare: `41 ms`, `1.3 s`. */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${String(Math.max(1, Math.round(milliseconds)))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Text on one line with visible white space: `·`, `→` and `↵`, since `␣` would distract. */
export function showWhitespace(text: string): string {
  return text
    .replace(/\r\n|\r|\n/g, '↵')
    .replace(/\t/g, '→')
    .replace(/[ \u00a0\u3000]/g, '·');
}

/** A size on a disk: `512 bytes`, `93 KB`, `4.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return formatAmount(bytes, 'byte');
  const units = ['KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : formatCount(value)} ${units[power - 1]}`;
}

/** `en.txt, fr.txt, de.txt and 4 more` */
export function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
