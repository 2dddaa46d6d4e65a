import { Uri } from 'vscode';
import type { Babelscope } from '../babelscope';
import { currentModel } from '../models';
import { askCorpora } from '../runs/ask/corpora';
import { askPlace } from '../runs/ask/place';
import { askTexts, textsAt } from '../runs/ask/texts';
import { askTokens } from '../runs/ask/tokens';

const atlas = { ending: '.lape.safetensors', label: 'Neuron atlas', isFoundAtModel: true };

/** Asks for texts, languages, tokens and a place, and counts the language neurons of the model in use. */
export async function findNeurons({ context, runs }: Babelscope, folder?: unknown): Promise<void> {
  const step = (number: number, what: string) => `Find Language Neurons (${number}/4): ${what}`;
  const model = await currentModel(context.extensionPath);
  runs.flow.expectFree(model);
  const texts =
    folder instanceof Uri
      ? textsAt(folder)
      : await askTexts(context.extensionPath, 'texts', step(1, 'Texts'));
  if (!texts) return;
  const chosen = await askCorpora(texts, runs.identifier, 2, step(2, `Languages in ${texts.name}`));
  if (!chosen) return;
  const tokensPerLanguage = await askTokens(100_000, step(3, 'Tokens'));
  if (tokensPerLanguage === undefined) return;
  const places = { texts, model, storage: runs.storage };
  const file = await askPlace(places, atlas, step(4, 'Where the Atlas Goes'));
  if (file === undefined) return;
  await runs.start({
    model,
    texts: texts.name,
    asked: { method: 'count', request: { ...chosen, tokensPerLanguage, atlas: file } },
  });
}
