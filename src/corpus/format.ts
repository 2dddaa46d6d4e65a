import { basename } from 'node:path';
import { readName, weights } from '../text/file-language';
import { languageCoded } from '../text/language-code';

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

/** What is no text, whatever its name tells: atlases, models, what runs and results leave behind. */
const noText =
  /\.(?:safetensors|partial|tmp|lock|onnx|onnx_data|bin|pt|pth|npy|npz|sha256|md5|babelscope\.json)$/i;

/** Tells the format by the name's ending; undefined for a file that is no text of a corpus. */
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
 * A file's name without its endings: `wiki.fr` of `wiki.fr.jsonl.gz`, `Europarl.en-es.es` of itself; undefined for what is no
 * text at all. Of endings that nobody knows as many are left away as have to be for the rest to tell a language.
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

/** One side of a pair as Moses names it, `Europarl.en-es.es`, plain or packed: its name, which tells the side. */
function sideOf(name: string): string | undefined {
  const plain = basename(name).replace(/\.gz$/i, '');
  const at = plain.lastIndexOf('.');
  const language = languageCoded(plain.slice(at + 1))?.tag;
  if (at < 0 || language === undefined) return undefined;
  const { languages } = readName(plain.slice(0, at));
  return languages.length > 1 && languages.includes(language) ? plain : undefined;
}
