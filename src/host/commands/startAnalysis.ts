import { Uri } from 'vscode';
import type { Analysis } from '../../analyses/analysis';
import { analyses, type AnalysisId, type Asked } from '../../analyses/registry';
import { BabelscopeError } from '../../rpc/failure';
import type { Babelscope } from '../babelscope';
import { currentModel } from '../models';
import { askedOf } from '../runs/ask/inputs';
import { askPlace } from '../runs/ask/place';
import type { Texts } from '../runs/ask/texts';

/**
 * The command of an analysis: asks for its inputs and where to save the result, and runs it with the model in
 * use.
 */
export function startAnalysis(method: AnalysisId) {
  return async ({ context, runs, steering }: Babelscope, folder?: unknown): Promise<void> => {
    const analysis: Analysis = analyses[method];
    const root = context.extensionPath;
    const model = await currentModel(root);
    if (analysis.needsAtlas && model.atlas === undefined)
      throw new BabelscopeError(
        'atlas-missing',
        `${model.name} has no neuron atlas yet. Find its language neurons first.`,
      );
    runs.flow.expectFree(model);
    const asked = askedOf({ analysis });
    const steps = asked.reduce((sum, { asker }) => sum + asker.steps, 1);
    let step = 0;
    const answers: Record<string, unknown> = { ...editorsOwn(analysis) };
    let about: Texts | undefined;
    const asking = {
      ...{ analysis, model, root, answers, identifier: runs.identifier },
      options: () => steering.parts.engine.call(model, 'steering', null),
      folder: folder instanceof Uri ? folder : undefined,
      step: (what: string) => `${analysis.title} (${Math.min(steps, ++step)}/${steps}): ${what}`,
    };
    for (const { name, input, asker } of asked) {
      const answer = await asker.ask(input, asking);
      if (!answer) return;
      Object.assign(answers, { [name]: answer.value }, answer.also);
      about ??= answer.about;
    }
    const texts = about ?? { folder: root, name: model.name, isSample: true };
    const file = await askPlace(
      { texts, model, storage: runs.storage },
      analysis.result,
      asking.step('Where the Result Goes'),
    );
    if (file === undefined) return;
    // The answers have the shapes of their inputs, and the engine validates them again.
    const request = { ...answers, file } as unknown as Asked['request'];
    await runs.start({ model, texts: texts.name, asked: { method, request } as Asked });
  };
}

/** Flags that the editor sets without asking. */
function editorsOwn({ inputs }: Analysis): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) =>
      input.kind === 'flag' && input.inEditor ? [[name, true]] : [],
    ),
  );
}
