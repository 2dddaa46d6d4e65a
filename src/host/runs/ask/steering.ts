import type { QuickPickItem } from 'vscode';
import type { Prompt } from '../../../corpus/prompts';
import type { SteeringOptions } from '../../../steering/options';
import { steeringMethod, switchingMethods, type SwitchingMethod } from '../../../steering/methods';
import { describeLanguage } from '../../../text/language';
import { formatAmount } from '../../../view/format';
import { ask, pick } from '../../dialogs';

interface Item<T> extends QuickPickItem {
  value: T;
}

/** Some of the languages, at least one. */
export function askTags(
  tags: readonly string[],
  picked: readonly string[],
  title: string,
): Promise<string[] | undefined> {
  const items = tags.map((tag): Item<string> => {
    const { name, nativeName } = describeLanguage(tag);
    const description = nativeName === name ? tag : `${nativeName} · ${tag}`;
    return { value: tag, label: name, description, picked: picked.includes(tag) };
  });
  return askSome(items, title);
}

/** Languages that occur in the prompts and in the atlas. */
export function promptLanguages(prompts: readonly Prompt[], { languages }: SteeringOptions): string[] {
  return [...new Set(prompts.map(({ language }) => language))].filter((tag) => languages.includes(tag));
}

/** Methods by which the model can be steered. */
export function askMethods(
  { best, neurons }: SteeringOptions,
  title: string,
): Promise<SwitchingMethod[] | undefined> {
  const barren = neurons.some((count) => count === 0);
  const items = switchingMethods.flatMap((id): Item<SwitchingMethod>[] => {
    const { name, explanation, acts } = steeringMethod(id);
    if (acts === 'neurons' && barren) return [];
    return [{ value: id, label: name, detail: explanation, picked: id === best.method }];
  });
  return askSome(items, title);
}

async function askSome<T>(items: readonly Item<T>[], title: string): Promise<T[] | undefined> {
  const chosen = await pick(items, { title, canPickMany: true, ignoreFocusOut: true });
  return chosen && chosen.length > 0 ? chosen.map(({ value }) => value) : undefined;
}

/**
 * Strengths for some methods.
 *
 * @param unitsOf how much work trying these is, `108 runs`
 */
export async function askStrengths(
  best: number,
  methods: readonly SwitchingMethod[],
  unitsOf: (strengths: number[]) => number,
  unit: string,
  title: string,
): Promise<number[] | undefined> {
  const units = methods.flatMap((method) => steeringMethod(method).strength?.unit.toLowerCase() ?? []);
  const meaning = [...new Set(units)].join(', or ');
  const text = await ask({
    title,
    value: [...new Set([0.5, best, 1.5])].sort((a, b) => a - b).join(', '),
    // As a message, it always shows below the field; as the prompt, it would be hidden by one.
    validateInput: (value) => {
      const strengths = strengthsIn(value);
      if (!strengths) return 'Write numbers with commas between them, such as 0.5, 1, 1.5.';
      return {
        message: `${formatAmount(unitsOf(strengths), unit)}, random controls included. A strength is ${meaning}.`,
        severity: 1,
      };
    },
    ignoreFocusOut: true,
  });
  return text === undefined ? undefined : strengthsIn(text);
}

function strengthsIn(text: string): number[] | undefined {
  const numbers = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)));
  return numbers.every(Number.isFinite) ? [...new Set(numbers)] : undefined;
}
