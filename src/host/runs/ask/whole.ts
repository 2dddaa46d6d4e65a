import type { Whole } from '../../../analyses/input';
import { wholeNumberOf } from '../../../app/tasks/amount';
import { formatCount } from '../../../view/format';
import { ask } from '../../dialogs';

/** Asks for a whole number, such as how many tokens of each language to process. */
export async function askWhole(
  { usual, least, most, help }: Whole,
  title: string,
): Promise<number | undefined> {
  const read = (text: string) => {
    const number = wholeNumberOf(text);
    return number !== undefined && number >= least && number <= most ? number : undefined;
  };
  const answer = await ask({
    title,
    value: String(usual),
    prompt: `${help.charAt(0).toUpperCase()}${help.slice(1)}; ${formatCount(usual)} are usual. Where there are fewer, all are taken.`,
    validateInput: (text) =>
      read(text) === undefined
        ? `A whole number from ${formatCount(least)} to ${formatCount(most)}, such as ${usual}.`
        : undefined,
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : read(answer);
}
