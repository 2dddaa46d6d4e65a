import { commands, type TextDocumentContentProvider, Uri } from 'vscode';
import type { SteeringRun } from '../../protocol/steering-page';
import { steeringLabel } from '../../steering/label';

/** The scheme of read-only documents that show an answer. */
export const answerScheme = 'babelscope-answer';

/** How many comparisons keep their texts. */
const most = 40;

/** Both answers of a run, including the prompt, as documents for the editor's own diff. */
export class AnswerDocuments implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  #count = 0;

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  async compare(run: SteeringRun): Promise<void> {
    const number = ++this.#count;
    const uriOf = (side: 'plain' | 'steered') => {
      const path = `/${number}/${side}.txt`;
      this.#texts.set(path, run.choices.prompt + run[side].text);
      return Uri.from({ scheme: answerScheme, path });
    };
    const [plain, steered] = [uriOf('plain'), uriOf('steered')];
    for (const path of [...this.#texts.keys()].slice(0, -2 * most)) this.#texts.delete(path);
    const title = `Plain ↔ Steered (${steeringLabel(run.choices)})`;
    await commands.executeCommand('vscode.diff', plain, steered, title, { preview: false });
  }
}
