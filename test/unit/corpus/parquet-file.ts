/**
 * A Parquet file with one column of texts, written page by page: what a sound writer would not write must be writable.
 * Thrift's compact protocol, as far as Parquet's footer and page headers need it.
 */

/** The bytes of a field, by its number. */
type Fields = [id: number, type: number, value: Buffer][];
const [i32, i64, binary, list, struct] = [5, 6, 8, 9, 12];

export interface Page {
  kind: 'data' | 'dictionary';
  values: number;
  body: Uint8Array;
}

export interface Chunk {
  /** Of its pages among those of the file. */
  pages: [from: number, to: number];
  rows: number;
}

/**
 * @param optional rows may have no text: each page of data begins with levels
 * @param codec by its number, as if the pages were packed with it
 */
export function parquetFile(
  pages: readonly Page[],
  chunks: readonly Chunk[],
  optional = false,
  codec = 0,
): Buffer {
  const written = pages.map((page) => Buffer.concat([headerOf(page), page.body]));
  const at = [4];
  for (const page of written) at.push(at.at(-1)! + page.length);
  const groups = chunks.map(({ pages: [from, to], rows }) => {
    const size = at[to] - at[from];
    const hasDictionary = pages[from].kind === 'dictionary';
    const meta = fields([
      [1, i32, zigzag(6)],
      [2, list, listOf(i32, [zigzag(0)])],
      [3, list, listOf(binary, [textOf('text')])],
      [4, i32, zigzag(codec)],
      [5, i64, zigzag(rows)],
      [6, i64, zigzag(size)],
      [7, i64, zigzag(size)],
      [9, i64, zigzag(at[hasDictionary ? from + 1 : from])],
      ...(hasDictionary ? ([[11, i64, zigzag(at[from])]] as Fields) : []),
    ]);
    const column = fields([
      [2, i64, zigzag(at[from])],
      [3, struct, meta],
    ]);
    return fields([
      [1, list, listOf(struct, [column])],
      [2, i64, zigzag(size)],
      [3, i64, zigzag(rows)],
    ]);
  });
  const root = fields([
    [4, binary, textOf('schema')],
    [5, i32, zigzag(1)],
  ]);
  const text = fields([
    [1, i32, zigzag(6)],
    [3, i32, zigzag(optional ? 1 : 0)],
    [4, binary, textOf('text')],
    [6, i32, zigzag(0)],
  ]);
  const footer = fields([
    [1, i32, zigzag(1)],
    [2, list, listOf(struct, [root, text])],
    [3, i64, zigzag(chunks.reduce((sum, { rows }) => sum + rows, 0))],
    [4, list, listOf(struct, groups)],
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([Buffer.from('PAR1'), ...written, footer, length, Buffer.from('PAR1')]);
}

/** As PLAIN writes texts. */
export function plainTexts(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.map((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
  );
}

/** A run of one value of a byte at most, in the hybrid of runs and packed bits. */
export function runOf(values: number, value?: number): Buffer {
  return Buffer.concat([varint(2 * values), Buffer.from(value === undefined ? [] : [value])]);
}

/** Levels before a page's values, with their length. */
export function levels(run: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(run.length);
  return Buffer.concat([length, run]);
}

function headerOf({ kind, values, body }: Page): Buffer {
  const size = zigzag(body.length);
  const encoding = zigzag(kind === 'dictionary' ? 0 : 8);
  const own: Fields = [
    [1, i32, zigzag(values)],
    [2, i32, encoding],
  ];
  return fields([
    [1, i32, zigzag(kind === 'data' ? 0 : 2)],
    [2, i32, size],
    [3, i32, size],
    kind === 'data'
      ? [5, struct, fields([...own, [3, i32, zigzag(3)], [4, i32, zigzag(3)]])]
      : [7, struct, fields(own)],
  ]);
}

function fields(all: Fields): Buffer {
  let last = 0;
  const parts = all.map(([id, type, value]) => {
    const part = Buffer.concat([Buffer.from([((id - last) << 4) | type]), value]);
    last = id;
    return part;
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function listOf(type: number, items: readonly Buffer[]): Buffer {
  const head =
    items.length < 15
      ? Buffer.from([(items.length << 4) | type])
      : Buffer.concat([Buffer.from([0xf0 | type]), varint(items.length)]);
  return Buffer.concat([head, ...items]);
}

function textOf(text: string): Buffer {
  return Buffer.concat([varint(Buffer.byteLength(text)), Buffer.from(text)]);
}

function zigzag(number: number): Buffer {
  return varint(2 * number);
}

function varint(number: number): Buffer {
  const bytes: number[] = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}
