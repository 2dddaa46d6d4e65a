/** How a file of texts is laid out. */
export interface TextFormat {
  /** `lines`: a document a line; `jsonl`: a document an object a line; `parquet`: a document a row. */
  kind: 'lines' | 'jsonl' | 'parquet';
  gzip: boolean;
}

/** Tells the format by the name's ending; undefined for a file that is no text of a corpus. */
export function formatOf(name: string): TextFormat | undefined {
  const ending = /\.(txt|jsonl|ndjson|parquet)(\.gz)?$/i.exec(name);
  if (!ending) return undefined;
  const [, kind, packed] = ending;
  const gzip = packed !== undefined;
  switch (kind.toLowerCase()) {
    case 'txt':
      return { kind: 'lines', gzip };
    case 'parquet':
      return gzip ? undefined : { kind: 'parquet', gzip };
    default:
      return { kind: 'jsonl', gzip };
  }
}
