import { Uri } from 'vscode';
import { BabelscopeError } from '../../rpc/failure';
import type { Babelscope } from '../babelscope';
import { currentModel } from '../models';
import { askCorpora } from '../runs/ask/corpora';
import { askPlace } from '../runs/ask/place';
import { askTexts, textsAt } from '../runs/ask/texts';
import { askTokens } from '../runs/ask/tokens';

const ablations = { ending: '.ablation.babelscope.json', label: 'Ablations', isFoundAtModel: false };

/** Asks for held-out texts, languages, tokens and a place, and measures what switching languages off does to each. */
export async function measureAblations({ context, runs }: Babelscope, folder?: unknown): Promise<void> {
  const step = (number: number, what: string) => `Measure Ablations (${number}/4): ${what}`;
  const model = await currentModel(context.extensionPath);
  if (model.atlas === undefined)
    throw new BabelscopeError(
      'atlas-missing',
      `${model.name} has no neuron atlas yet. Find its language neurons first.`,
    );
  runs.flow.expectFree(model);
  const texts =
    folder instanceof Uri
      ? textsAt(folder)
      : await askTexts(context.extensionPath, 'held-out', step(1, 'Held-Out Texts'));
  if (!texts) return;
  const chosen = await askCorpora(texts, runs.identifier, 1, step(2, `Languages in ${texts.name}`));
  if (!chosen) return;
  const tokensPerLanguage = await askTokens(4000, step(3, 'Tokens'));
  if (tokensPerLanguage === undefined) return;
  const places = { texts, model, storage: runs.storage };
  const file = await askPlace(places, ablations, step(4, 'Where the Result Goes'));
  if (file === undefined) return;
  await runs.start({
    model,
    texts: texts.name,
    asked: { method: 'ablate', request: { ...chosen, tokensPerLanguage, file } },
  });
}
