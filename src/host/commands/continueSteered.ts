import { ProgressLocation, type QuickPickItem, type TextEditor } from 'vscode';
import { pick, showProgress, showWarning } from '../dialogs';
import type { ModelReference } from '../../model/reference';
import { BabelscopeError } from '../../rpc/failure';
import type { SteeringOptions } from '../../steering/options';
import { describeLanguage } from '../../text/language';
import { type Continuable, readContinuable } from '../editor/prompt';
import { StreamedInsertion } from '../editor/streamed';
import { firstChoices } from '../../app/steering/choices';
import { chosenIntervention } from '../../steering/choices';
import type { Steering } from '../steering/steering';

interface LanguageItem extends QuickPickItem {
  tag: string;
}

/**
 * Asks for a language and has the model continue, in that language, the selection or the text before the
 * cursor. The text streams into the document as one undo step.
 */
export async function continueSteered(steering: Steering): Promise<void> {
  const editor = steering.parts.editors.current;
  if (!editor)
    throw new BabelscopeError('prompt-empty', 'No text is open to continue. Open a file and try again.');
  const place = readContinuable(editor);
  const model = await steering.useModel();
  const options = steering.parts.engine.call(model, 'steering', null);
  const tag = await pickLanguage(options);
  if (tag !== undefined) await stream(steering, model, editor, place, await options, tag);
}

/** The list appears at once, and is filled when the model is loaded. */
async function pickLanguage(options: Promise<SteeringOptions>): Promise<string | undefined> {
  const items = options.then(({ languages }) =>
    languages.map((tag): LanguageItem => {
      const { name, nativeName } = describeLanguage(tag);
      return { tag, label: name, description: nativeName === name ? tag : `${nativeName} · ${tag}` };
    }),
  );
  // If its items fail to load, the list closes silently; `items` then rejects with the failure.
  const [chosen] = await Promise.all([
    pick(items, { title: 'Continue in', matchOnDescription: true }),
    items,
  ]);
  return chosen?.tag;
}

async function stream(
  steering: Steering,
  model: ModelReference,
  editor: TextEditor,
  { prompt, offset, spaced }: Continuable,
  options: SteeringOptions,
  tag: string,
): Promise<void> {
  const { engine } = steering.parts;
  const { sampling, maxTokens } = steering.flow.snapshot.choices;
  // If the prompt's language is unknown, steer away from the mean of all others.
  const written = await steering.identifier.writtenIn(prompt, options.languages).catch(() => undefined);
  const source = written?.tag;
  const off = source !== undefined && source !== tag && options.languages.includes(source) ? [source] : [];
  const intervention = chosenIntervention({ ...firstChoices(options), off, on: [tag] });
  const ending = new AbortController();
  const insertion = new StreamedInsertion(editor, offset, () => ending.abort());
  const progressing = { location: ProgressLocation.Notification, cancellable: true };
  const title = `Continuing in ${describeLanguage(tag).name}`;
  let bare = spaced;
  try {
    const { warnings } = await showProgress({ ...progressing, title }, (progress, cancellation) => {
      cancellation.onCancellationRequested(() => ending.abort());
      return engine.call(
        model,
        'generate',
        { prompt, intervention, sampling, maxTokens, stop: [] },
        {
          stop: ending.signal,
          onProgress: ({ done, total, part }) => {
            progress.report({ message: `${done} of ${total} tokens`, increment: 100 / total });
            const text = bare ? (part?.text.trimStart() ?? '') : (part?.text ?? '');
            if (text !== '') bare = false;
            insertion.write(text);
          },
        },
      );
    });
    if (warnings.length > 0) void showWarning(warnings.join(' '));
  } finally {
    await insertion.finish();
    insertion.dispose();
  }
}
