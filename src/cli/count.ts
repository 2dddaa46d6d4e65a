import type { CountRequest, CountResult } from '../protocol/engine';
import { formatAmount } from '../view/format';
import { command } from './command';
import { corporaIn, dropForeign } from './corpora';
import { modelOptions, withEngine } from './engine';
import { longRun } from './long-run';
import { json, languages, path, required, wholeNumber } from './options';
import { expectWritable, outputs } from './output';
import { shard } from './shard';
import { warn } from './standard-error';
import { jsonLine, print } from './standard-output';
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
    seed: wholeNumber(0, 0, 2 ** 32 - 1, 'another sample of the documents (default 0)'),
    dropForeign,
    shard: shard('only this part of the run, for “babelscope merge”'),
    json,
    ...modelOptions,
  },
  notes: `
FOLDER holds at least two languages, each a file (en.txt, wiki.fr.jsonl.gz, zh-CN.parquet) or a folder of files, UTF-8,
a document a line or row. Documents are taken from all over a language's texts. Name the atlas *.lape.safetensors and
put it into the model's folder, and it is found there.

What is done is kept in ATLAS.partial: after an interruption the same command goes on there.

JSON: {"atlas", "tokens": {"en": 100000, …}, "readsAs": {"en": {"own": 0.98, "samples": 120, "others": [{"language",
"share"}]}, …}, "dropped": {"en": 0, …}, "seconds", "resumed", "warnings": […]}; "own" is the share of sampled documents that
read as the language, null where that cannot be told; below 0.9 there is a warning. Files
that were left out are told in the warnings.`,
  async run(operands, options) {
    const [folder] = operands;
    if (folder === undefined || operands.length > 1) throw new UsageError('count takes one FOLDER of texts.');
    const { out: atlas, tokens: tokensPerLanguage, seed, shard, dropForeign: drop } = options;
    await expectWritable(atlas, outputs.atlas);
    const { corpora, leftOut } = await corporaIn(folder, options.languages);
    const request = {
      corpora,
      tokensPerLanguage,
      atlas,
      seed,
      ...(drop && { dropForeign: drop }),
      ...(shard && { shard }),
    };
    const result = await run(options, request);
    for (const warning of result.warnings) warn(warning);
    print(options.json ? asJson(corpora, result, leftOut) : asText(result));
  },
});

function run(options: Parameters<typeof withEngine>[0], request: CountRequest): Promise<CountResult> {
  return longRun<'count'>(request.atlas, 'tokens', (how) =>
    withEngine(options, (supervisor, model) =>
      // An old atlas is no reason not to count a new one.
      supervisor.call({ ...model, atlas: undefined }, 'count', request, how),
    ),
  );
}

function asJson(corpora: CountRequest['corpora'], result: CountResult, leftOut: readonly string[]): string {
  const { atlas, tokens, seconds, resumed } = result;
  const warnings = [...leftOut, ...result.warnings];
  const perLanguage = <T>(values: readonly T[]) =>
    Object.fromEntries(corpora.map(({ language }, k) => [language, values[k]]));
  const { readsAs, dropped } = result;
  const of = { tokens: perLanguage(tokens), readsAs: perLanguage(readsAs), dropped: perLanguage(dropped) };
  return jsonLine({ atlas, ...of, seconds, resumed, warnings });
}

function asText({ atlas, tokens, seconds, resumed }: CountResult): string {
  const all = tokens.reduce((sum, count) => sum + count, 0);
  const before = resumed > 0 ? `, ${resumed} of them before` : '';
  return `${atlas}: ${formatAmount(tokens.length, 'language')}, ${all} tokens${before}, in ${seconds.toFixed(1)} s\n`;
}
