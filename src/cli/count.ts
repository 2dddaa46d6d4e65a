import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CountRequest } from '../protocol/engine';
import { BabelscopeError } from '../protocol/failure';
import type { Progress } from '../protocol/rpc';
import { withEngine } from './engine';
import { readOptions } from './options';
import { UsageError } from './usage';

/** `babelscope count FOLDER --out ATLAS`: counts language neurons over a folder of texts. */
export async function countCommand(args: string[]): Promise<void> {
  const options = readOptions(args);
  const [folder] = options.positionals;
  if (folder === undefined || options.positionals.length > 1)
    throw new UsageError('count takes one folder of texts.');
  const { out } = options;
  if (out === undefined) throw new UsageError('count needs --out, the atlas to write.');
  const corpora = chosen(await findCorpora(folder), options.languages);
  await withEngine(options, async (supervisor, model) => {
    const started = performance.now();
    const result = await supervisor.call(
      // An old atlas is no reason not to count a new one.
      { ...model, atlas: undefined },
      'count',
      { corpora, tokensPerLanguage: options.tokens, atlas: out },
      { onProgress: (progress) => showProgress(progress, started) },
    );
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    const tokens = Object.fromEntries(corpora.map(({ language }, k) => [language, result.tokens[k]]));
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ atlas: result.atlas, tokens, seconds: result.seconds })}\n`
        : `${result.atlas}: ${corpora.length} languages, ${result.tokens.reduce((a, b) => a + b, 0)} tokens in ${result.seconds.toFixed(1)} s\n`,
    );
  });
}

const textFile = /^(.+?)\.txt(\.gz)?$/;

/** One language a file (`en.txt`, `zh.txt.gz`) or sub-folder (`fr/*.txt`), in the order of their names. */
async function findCorpora(folder: string): Promise<CountRequest['corpora']> {
  const entries = await readdir(folder).catch(() => {
    throw new BabelscopeError('corpus-unusable', `There is no folder ${folder}. Check its name.`);
  });
  const corpora = new Map<string, string[]>();
  for (const entry of entries.sort()) {
    const path = join(folder, entry);
    const name = textFile.exec(entry)?.[1];
    if (name !== undefined) corpora.set(name, [...(corpora.get(name) ?? []), path]);
    else if ((await stat(path)).isDirectory()) {
      const files = (await readdir(path)).filter((file) => textFile.test(file)).sort();
      if (files.length > 0)
        corpora.set(entry, [...(corpora.get(entry) ?? []), ...files.map((file) => join(path, file))]);
    }
  }
  if (corpora.size < 2) {
    throw new BabelscopeError(
      'corpus-unusable',
      `${folder} holds texts in ${corpora.size} languages; LAPE compares at least two. Name them en.txt, fr.txt, …`,
    );
  }
  return Array.from(corpora, ([language, files]) => ({ language, files }));
}

/** The corpora of the languages asked for, in the order they were named: the atlas and all views keep it. */
function chosen(corpora: CountRequest['corpora'], languages: string[] | undefined): CountRequest['corpora'] {
  return (languages ?? corpora.map(({ language }) => language)).map((tag) => {
    const corpus = corpora.find(({ language }) => language === tag);
    if (!corpus) throw new UsageError(`There is no text for “${tag}” in the folder.`);
    return corpus;
  });
}

function showProgress({ done, total, note }: Progress, started: number): void {
  if (!process.stderr.isTTY) return;
  const rate = done / ((performance.now() - started) / 1000);
  const left = Math.ceil((total - done) / rate);
  process.stderr.write(
    `\r\u001b[K${note ?? ''} ${Math.floor((100 * done) / total)} % · ${Math.round(rate)} tokens/s · ${left} s left`,
  );
}
