import { compareTexts } from './strings';
import { floatText, kindOf, Sequence, type Value } from './values';

interface Layout {
  indent: string | undefined;
  separators: readonly [string, string];
  ascii: boolean;
  sorted: boolean;
}

/** `json.dumps` with what Transformers lets a template choose. @throws Error where a value has no JSON */
export function toJson(value: Value, layout: Layout, depth = 0): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value, layout.ascii);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? floatText(value)
      : value > 0
        ? 'Infinity'
        : value < 0
          ? '-Infinity'
          : 'NaN';
  const [between, after] = layout.separators;
  if (value instanceof Map) {
    const entries = [...value];
    if (layout.sorted) entries.sort(([a], [b]) => compareTexts(a, b));
    const items = entries.map(
      ([key, item]) => quoted(key, layout.ascii) + after + toJson(item, layout, depth + 1),
    );
    return `{${laid(items)}}`;
  }
  if (value instanceof Sequence && (value.kind === 'list' || value.kind === 'tuple'))
    return `[${laid(value.items.map((item) => toJson(item, layout, depth + 1)))}]`;
  throw new Error(`it writes ${kindOf(value)} as JSON`);

  function laid(items: string[]): string {
    if (layout.indent === undefined || items.length === 0) return items.join(between);
    const line = `\n${layout.indent.repeat(depth + 1)}`;
    return `${line}${items.join(between + line)}\n${layout.indent.repeat(depth)}`;
  }
}

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

function quoted(text: string, ascii: boolean): string {
  // Control characters are what is looked for.
  // eslint-disable-next-line no-control-regex
  const escaped = text.replace(ascii ? /["\\]|[^ -~]/g : /["\\\x00-\x1f]/g, (unit) =>
    Object.hasOwn(short, unit) ? short[unit] : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
