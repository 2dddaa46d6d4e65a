import { window } from 'vscode';
import { formatCount } from '../../../view/format';

const most = 1e12;

/** Asks how many tokens of each language a run takes. */
export async function askTokens(usual: number, title: string): Promise<number | undefined> {
  const answer = await window.showInputBox({
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

/** `100000`, `100,000` or `100 000`. */
export function tokensOf(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)[,. _'](?=\d{3}(\D|$))/g, '');
  if (!/^\d{1,13}$/.test(digits)) return undefined;
  const tokens = Number(digits);
  return tokens >= 1 && tokens <= most ? tokens : undefined;
}
