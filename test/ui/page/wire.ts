/** What JSON cannot hold, for what crosses between a test and its page: typed arrays and numbers that are not finite. */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) return { $number: String(each) };
    if (!ArrayBuffer.isView(each)) return each;
    return { $typed: each.constructor.name, values: Array.from(each as Float64Array, String) };
  });
}
