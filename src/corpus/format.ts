import { basename } from 'node:path';
import { readName, weights } from '../text/file-language';
import { languageCoded } from '../text/language-code';

/** The layout of a file of texts. */
export interface TextFormat {
  /**
   * One document, one object or one tab-separated row per line, or a Parquet file with one document per row.
   */
  kind: 'lines' | 'jsonl' | 'tsv' | 'parquet';
  gzip: boolean;
}

/** The supported formats, for messages. */
export const readableFormats = '.txt, .jsonl or .tsv, each also with .gz, .json.gz, or .parquet';

/**
 * `.json` alone is as often a single value as one value per line; compressed, as mC4 is published, it is one
 * per line.
 */
const readable = /\.(?:(txt|jsonl|ndjson|tsv)(\.gz)?|(json)\.gz|(parquet))$/i;
/** Published text formats that are not supported: other compression, or another layout. */
const unreadable =
  /(?:\.(?:txt|tsv|csv|json|jsonl|ndjson|parquet))?\.(?:xz|zst|bz2|lzma|lz4|br|7z|zip|tar|tgz|csv|json|arrow|conllu|xml|html|md|pdf|docx|odt|epub|srt|vtt)(?:\.gz)?$/i;

/** Not texts, whatever the name suggests: atlases, models, leftovers of runs and results. */
const noText =
  /\.(?:safetensors|partial|tmp|lock|onnx|onnx_data|bin|pt|pth|npy|npz|sha256|md5|babelscope\.json)$/i;

/** The format, from the name's ending; undefined if the file is not a text of a corpus. */
export function formatOf(name: string): TextFormat | undefined {
  const ending = readable.exec(name);
  if (!ending) return sideOf(name) === undefined ? undefined : { kind: 'lines', gzip: /\.gz$/i.test(name) };
  const [, plain, packed, json, parquet] = ending;
  if (parquet !== undefined) return { kind: 'parquet', gzip: false };
  const kind = (plain ?? json).toLowerCase();
  const gzip = packed !== undefined || json !== undefined;
  if (kind === 'txt') return { kind: 'lines', gzip };
  return { kind: kind === 'tsv' ? 'tsv' : 'jsonl', gzip };
}

/**
 * A file's name without its endings: `wiki.fr` of `wiki.fr.jsonl.gz`, `Europarl.en-es.es` of itself;
 * undefined if it is not a text at all. Unknown endings are dropped until the rest indicates a language.
 */
export function stemOf(name: string): string | undefined {
  const ending = readable.exec(name) ?? unreadable.exec(name);
  if (ending) return noText.test(name) ? undefined : name.slice(0, ending.index);
  const side = sideOf(name);
  if (side !== undefined || noText.test(name)) return side;
  const [first, ...endings] = name.split('.');
  const stems = [2, 1, 0]
    .filter((count) => count <= endings.length)
    .map((count) => [first, ...endings.slice(0, endings.length - count)].join('.'));
  return stems.find((stem) => readName(stem).weight >= weights.part) ?? stems[stems.length - 1];
}

/**
 * One side of a pair as named by Moses, `Europarl.en-es.es`, plain or compressed: returns its name, which
 * identifies the side.
 */
function sideOf(name: string): string | undefined {
  const plain = basename(name).replace(/\.gz$/i, '');
  const at = plain.lastIndexOf('.');
  const language = languageCoded(plain.slice(at + 1))?.tag;
  if (at < 0 || language === undefined) return undefined;
  const { languages } = readName(plain.slice(0, at));
  return languages.length > 1 && languages.includes(language) ? plain : undefined;
}
