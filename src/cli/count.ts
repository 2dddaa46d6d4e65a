import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CountRequest } from '../protocol/engine';
import { BabelscopeError } from '../protocol/failure';
import type { Progress } from '../protocol/rpc';
import { formatAmount } from '../view/format';
import { command } from './command';
import { modelOptions, withEngine } from './engine';
import { json, languages, path, required, wholeNumber } from './options';
import { expectWritable } from './output';
import { UsageError } from './usage';

/** `babelscope count FOLDER --out ATLAS`: counts language neurons over a folder of texts. */
export const countCommand = command({
  name: 'count',
  operands: 'FOLDER',
  summary: 'Counts language neurons over the texts in a folder.',
  options: {
    out: required(path('ATLAS', 'the atlas to write, in a folder that is there; an older one is replaced')),
    tokens: wholeNumber(100_000, 1, 1e12, 'tokens per language (default 100000)'),
    languages: languages('only these, in this order (default: all, by name)'),
    json,
    ...modelOptions,
  },
  notes: `
FOLDER holds at least two languages, each a file (en.txt, zh.txt.gz) or a folder of such files (fr/*.txt), UTF-8, a
document a line. Name the atlas *.lape.safetensors and put it into the model's folder, and it is found there.

JSON: {"atlas", "tokens": {"en": 100000, …}, "seconds"}`,
  async run(operands, options) {
    const [folder] = operands;
    if (folder === undefined || operands.length > 1) throw new UsageError('count takes one FOLDER of texts.');
    const { out } = options;
    await expectWritable(out);
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
          : `${result.atlas}: ${formatAmount(corpora.length, 'language')}, ${result.tokens.reduce((a, b) => a + b, 0)} tokens in ${result.seconds.toFixed(1)} s\n`,
      );
    });
  },
});

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
    else if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      const files = (await readdir(path)).filter((file) => textFile.test(file)).sort();
      if (files.length > 0)
        corpora.set(entry, [...(corpora.get(entry) ?? []), ...files.map((file) => join(path, file))]);
    }
  }
  if (corpora.size < 2) {
    throw new BabelscopeError(
      'corpus-unusable',
      `${folder} holds texts in ${formatAmount(corpora.size, 'language')}; LAPE compares at least two. Name them en.txt, fr.txt, …`,
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
