/** How a file of texts is laid out. */
export interface TextFormat {
  /** A document a line, an object a line, a row of a table with tabs a line, or a row of a Parquet file. */
  kind: 'lines' | 'jsonl' | 'tsv' | 'parquet';
  gzip: boolean;
}

/** What is read, for sentences. */
export const readableFormats = '.txt, .jsonl or .tsv, each also with .gz, .json.gz, or .parquet';

/** `.json` alone is as often one value as a value a line; as mC4 publishes it, packed, it is a value a line. */
const readable = /\.(?:(txt|jsonl|ndjson|tsv)(\.gz)?|(json)\.gz|(parquet))$/i;
/** Texts as others publish them, which are not read here: packed otherwise, or of another kind. */
const unreadable =
  /(?:\.(?:txt|tsv|csv|json|jsonl|ndjson|parquet))?\.(?:xz|zst|bz2|lzma|lz4|br|7z|zip|tar|tgz|csv|json|arrow|conllu|xml|html|md|pdf|docx|odt|epub|srt|vtt)(?:\.gz)?$/i;

/** Tells the format by the name's ending; undefined for a file that is no text of a corpus. */
export function formatOf(name: string): TextFormat | undefined {
  const ending = readable.exec(name);
  if (!ending) return undefined;
  const [, plain, packed, json, parquet] = ending;
  if (parquet !== undefined) return { kind: 'parquet', gzip: false };
  const kind = (plain ?? json).toLowerCase();
  const gzip = packed !== undefined || json !== undefined;
  if (kind === 'txt') return { kind: 'lines', gzip };
  return { kind: kind === 'tsv' ? 'tsv' : 'jsonl', gzip };
}

/** A file's name without its endings: `wiki.fr` of `wiki.fr.jsonl.gz`; undefined for what is no text at all. */
export function stemOf(name: string): string | undefined {
  const ending = readable.exec(name) ?? unreadable.exec(name);
  return ending ? name.slice(0, ending.index) : undefined;
}
