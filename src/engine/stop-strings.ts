/** Finds the first stop string in a growing text, and how much of the text can already be shown. */
export interface StopStrings {
  /**
   * Examines the text so far.
   * @returns `stopped`: where the text ends, before the first stop string; else `safe`: the length before
   * which no stop string can still begin
   */
  look(text: string): { stopped: number } | { safe: number };
}

/** Empty strings are ignored. */
export function createStopStrings(strings: readonly string[]): StopStrings {
  const stops = strings.filter((stop) => stop !== '');
  const longest = Math.max(0, ...stops.map((stop) => stop.length));
  let seen = 0;
  return {
    look(text) {
      // A stop string can begin in the text seen before, at most its own length back.
      const from = Math.max(0, seen - longest + 1);
      seen = text.length;
      const found = stops.map((stop) => text.indexOf(stop, from)).filter((at) => at >= 0);
      if (found.length > 0) return { stopped: Math.min(...found) };
      for (let at = Math.max(from, text.length - longest + 1); at < text.length; at++) {
        const rest = text.slice(at);
        if (stops.some((stop) => stop.startsWith(rest))) return { safe: at };
      }
      return { safe: text.length };
    },
  };
}
