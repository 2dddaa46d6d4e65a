/** What a test found out about one export. */
export interface Finding {
  /** `glu silu`, `mlp gelu_tanh`, … */
  shape: string;
  /** `exact`, `int8` or `int4`: torch on such weights; `onnxruntime`: the plain graph. */
  against: string;
  cached: boolean;
}

type Index = Record<string, Record<string, string>>;

/** The table family × exporter × precision of docs/models.md. */
export function modelsTable(index: Index, findings: ReadonlyMap<string, Finding>): string {
  const columns = [...new Set(Object.values(index).flatMap((exports) => Object.keys(exports)))].sort(
    (a, b) => place(a) - place(b),
  );
  const header = ['family', 'MLP', ...columns.map((name) => name.replace('.', ' '))];
  const rows = Object.keys(index).map((family) => {
    const found = columns.map((name) => findings.get(`${family}/${name}`));
    const shapes = new Set(found.flatMap((finding) => finding?.shape ?? []));
    return [family, [...shapes].join(', '), ...found.map(cell)];
  });
  // As prettier lays tables out, which checks the documentation.
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((cells) => cells[column].length)),
  );
  const line = (cells: string[]) => `| ${cells.map((text, at) => text.padEnd(widths[at])).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}

function cell(finding: Finding | undefined): string {
  if (!finding) return '–';
  const held = finding.against === 'onnxruntime' ? 'ort' : 'torch';
  return finding.cached ? held : `${held}, no cache`;
}

const exporters = ['optimum', 'onnxruntime-saved', 'dynamo', 'genai', 'genai18'];
const precisions = ['fp32', 'fp16', 'int8', 'int8-dynamic', 'int4'];

function place(name: string): number {
  const [exporter, precision] = name.split('.');
  return exporters.indexOf(exporter) * precisions.length + precisions.indexOf(precision);
}
