import { ask } from '../../dialogs';
import { formatCount } from '../../../view/format';
import { tokensOf } from '../amount';

/** Asks how many tokens of each language a run takes. */
export async function askTokens(usual: number, title: string): Promise<number | undefined> {
  const answer = await ask({
    title,
    value: String(usual),
    prompt: `Tokens of each language; ${formatCount(usual)} are usual. Where there are fewer, all are taken.`,
    validateInput: (text) =>
      tokensOf(text) === undefined
        ? 'A whole number from 1 to a million million, such as 100000.'
        : undefined,
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : tokensOf(answer);
}
