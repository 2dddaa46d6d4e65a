import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import { ask, pick, showWarning } from '../dialogs';
import { builtInPrompts } from '../../files/built-in-prompts';
import { UnreadableError } from '../../files/whole';
import { BabelscopeError } from '../../rpc/failure';
import { readFrom } from '../read';
import type { SteeringOptions } from '../../steering/options';
import type { SwitchingMethod } from '../../steering/methods';
import type { SweepPair, SweepPrompt, SweepSetting } from '../../steering/sweep-data';
import { switchingMethods } from '../../steering/methods';
import { largestPrompts, promptsIn, promptsText } from '../../steering/prompts';
import { sweepPairs, sweepSettings } from '../../steering/sweep';
import { describeLanguage } from '../../text/language';
import { formatAmount } from '../../view/format';
import { steeringMethod } from '../../steering/methods';

/** What a person wants to be swept, and where the result is to go. */
export interface ChosenSweep {
  prompts: SweepPrompt[];
  pairs: SweepPair[];
  settings: SweepSetting[];
  seed: number;
  file: Uri;
}

interface Item<T> extends QuickPickItem {
  value: T;
}

const steps = 5;
const title = (step: number) => `Steering sweep (${step} of ${steps})`;
/** The same draws each time the same sweep is run. */
const seed = 0;

/**
 * Asks for prompts, languages, methods, strengths and a file, each with a default that works.
 *
 * @param root the extension's folder
 * @returns undefined when a person leaves
 * @throws BabelscopeError `corpus-unusable` or `prompt-empty` for a prompts file
 */
export async function chooseSweep(root: string, options: SteeringOptions): Promise<ChosenSweep | undefined> {
  const prompts = await choosePrompts(root, options);
  if (!prompts) return undefined;
  const written = [...new Set(prompts.map(({ language }) => language))].filter((tag) =>
    options.languages.includes(tag),
  );
  if (written.length === 0) {
    const known = options.languages.join(', ');
    void showWarning(
      `None of these prompts is in a language of the model’s atlas (${known}). Name the file by its language, such as en.txt.`,
    );
    return undefined;
  }
  const from = await chooseLanguages(2, 'Languages of the prompts, to be left', written, [
    written.includes('en') ? 'en' : written[0],
  ]);
  if (!from) return undefined;
  const others = options.languages.filter((tag) => from.length > 1 || tag !== from[0]);
  const to = await chooseLanguages(3, 'Languages to be reached', others, others);
  if (!to) return undefined;
  const methods = await chooseMethods(options);
  if (!methods) return undefined;
  const pairs = sweepPairs(from, to);
  const used = prompts.filter(({ language }) => from.includes(language));
  const runsOf = (count: number) =>
    used.length +
    2 * count * methods.length * pairs.reduce((sum, [source]) => sum + countOf(used, source), 0);
  const strengths = await chooseStrengths(options.best.strength, methods, runsOf);
  if (!strengths) return undefined;
  const [folder] = workspace.workspaceFolders ?? [];
  const file = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder.uri, 'sweep.babelscope.json') }),
    filters: { 'Steering sweep': ['json'] },
    title: 'Where the sweep is to be saved',
    saveLabel: 'Run Sweep',
  });
  if (!file) return undefined;
  const ending = '.babelscope.json';
  const path = file.path.endsWith(ending) ? file.path : `${file.path.replace(/\.json$/, '')}${ending}`;
  return {
    prompts: used,
    pairs,
    settings: sweepSettings({ methods, strengths, control: seed }),
    seed,
    file: file.with({ path }),
  };
}

function countOf(prompts: readonly SweepPrompt[], tag: string): number {
  return prompts.filter(({ language }) => language === tag).length;
}

async function choosePrompts(
  root: string,
  { languages }: SteeringOptions,
): Promise<SweepPrompt[] | undefined> {
  const own = (await builtInPrompts(root))
    .flatMap(({ name, content }) => promptsIn(name, content))
    .filter(({ language }) => languages.includes(language));
  const tags = [...new Set(own.map(({ language }) => language))];
  const items: Item<'own' | 'file'>[] = [
    ...(own.length > 0
      ? [
          {
            value: 'own' as const,
            label: 'Neutral prompts that come with Babelscope',
            description: `${formatAmount(own.length, 'prompt')}, ${tags.join(' ')}`,
          },
        ]
      : []),
    {
      value: 'file',
      label: 'Prompts from Files…',
      description: 'en.txt, fr.txt, a prompt a line; or JSON, {"en": ["…"]}',
    },
  ];
  const chosen = await pick(items, {
    title: title(1),
    placeHolder: 'What is to be continued',
  });
  if (!chosen) return undefined;
  if (chosen.value === 'own') return own;
  const files = await window.showOpenDialog({
    canSelectMany: true,
    filters: { Prompts: ['txt', 'json'] },
    title: 'Prompts, files named by their language',
  });
  if (!files) return undefined;
  const read = files.map(async (file) => {
    const name = file.path.split('/').pop() ?? '';
    const bytes = await readFrom(file, largestPrompts).catch((error: unknown) => {
      if (!(error instanceof UnreadableError)) throw error;
      throw new BabelscopeError('corpus-unusable', `${name} ${error.message}. Choose another file.`);
    });
    return promptsIn(name, promptsText(name, bytes));
  });
  return (await Promise.all(read)).flat();
}

async function chooseLanguages(
  step: number,
  placeHolder: string,
  tags: readonly string[],
  picked: readonly string[],
): Promise<string[] | undefined> {
  const items = tags.map((tag): Item<string> => {
    const { name, nativeName } = describeLanguage(tag);
    const description = nativeName === name ? tag : `${nativeName} · ${tag}`;
    return { value: tag, label: name, description, picked: picked.includes(tag) };
  });
  return chooseSome(items, step, placeHolder);
}

async function chooseMethods({ best, neurons }: SteeringOptions): Promise<SwitchingMethod[] | undefined> {
  const barren = neurons.some((count) => count === 0);
  const items = switchingMethods.flatMap((id): Item<SwitchingMethod>[] => {
    const { name, explanation, acts } = steeringMethod(id);
    if (acts === 'neurons' && barren) return [];
    return [{ value: id, label: name, detail: explanation, picked: id === best.method }];
  });
  return chooseSome(items, 4, 'Methods, each beside a random control of equal size');
}

/** At least one. */
async function chooseSome<T>(
  items: readonly Item<T>[],
  step: number,
  placeHolder: string,
): Promise<T[] | undefined> {
  const chosen = await pick(items, { title: title(step), placeHolder, canPickMany: true });
  return chosen && chosen.length > 0 ? chosen.map(({ value }) => value) : undefined;
}

async function chooseStrengths(
  best: number,
  methods: readonly SwitchingMethod[],
  runsOf: (count: number) => number,
): Promise<number[] | undefined> {
  const units = methods.flatMap((method) => steeringMethod(method).strength?.unit.toLowerCase() ?? []);
  const meaning = [...new Set(units)].join(', or ');
  const text = await ask({
    title: title(5),
    // Shown below the field all the time, where a prompt would be.
    value: [...new Set([0.5, best, 1.5])].sort((a, b) => a - b).join(', '),
    validateInput: (value) => {
      const strengths = strengthsIn(value);
      if (!strengths) return 'Write numbers with commas between them, such as 0.5, 1, 1.5.';
      return {
        message: `${formatAmount(runsOf(strengths.length), 'run')}, random controls included. A strength is ${meaning}.`,
        severity: 1,
      };
    },
  });
  return text === undefined ? undefined : strengthsIn(text);
}

function strengthsIn(text: string): number[] | undefined {
  const numbers = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)));
  return numbers.every(Number.isFinite) ? [...new Set(numbers)] : undefined;
}
