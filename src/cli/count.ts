import { count, type CountRequest, type CountResult } from '../analyses/count/declaration';
import { formatAmount } from '../view/format';
import { analysisCommand } from './analysis';
import { path } from './options';
import { expectWritable, outputs } from './output';
import { print } from './standard-output';

/** `babelscope count FOLDER --out ATLAS`: counts language neurons over a folder of texts. */
export const countCommand = analysisCommand(count, {
  operands: 'FOLDER',
  out: path('ATLAS', 'the atlas to write, in a folder that is there; an older one is replaced'),
  async place(file) {
    await expectWritable(file, outputs.atlas);
    return { file };
  },
  json: (result, { request, leftOut }) => asJson(request, result, leftOut),
  text: (result, { file }) => print(asText(file, result)),
});

function asJson({ corpora, file }: CountRequest, result: CountResult, leftOut: readonly string[]) {
  const { tokens, readsAs, dropped, seconds, resumed } = result;
  const perLanguage = <T>(values: readonly T[]) =>
    Object.fromEntries(corpora.map(({ language }, k) => [language, values[k]]));
  const of = { tokens: perLanguage(tokens), readsAs: perLanguage(readsAs), dropped: perLanguage(dropped) };
  return { atlas: file, ...of, seconds, resumed, warnings: [...leftOut, ...result.warnings] };
}

function asText(atlas: string, { tokens, seconds, resumed }: CountResult): string {
  const all = tokens.reduce((sum, each) => sum + each, 0);
  const before = resumed > 0 ? `, ${resumed} of them before` : '';
  return `${atlas}: ${formatAmount(tokens.length, 'language')}, ${all} tokens${before}, in ${seconds.toFixed(1)} s\n`;
}
