/**
 * What crosses between a test and its page, as text: JSON, and what that cannot hold, typed arrays and numbers that are not
 * finite. Both functions are also sent into the page, so they use nothing from outside themselves.
 */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) return { $number: String(each) };
    if (!ArrayBuffer.isView(each)) return each;
    return { $typed: each.constructor.name, values: Array.from(each as Float64Array, String) };
  });
}

export function decode(text: string): unknown {
  const arrays = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array } as const;
  return JSON.parse(text, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null) return each;
    if ('$number' in each) return Number(each.$number);
    if (!('$typed' in each)) return each;
    const { $typed, values } = each as { $typed: keyof typeof arrays; values: string[] };
    return arrays[$typed].from(values.map(Number));
  });
}
