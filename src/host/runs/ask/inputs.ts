import type { Input, InputKind } from '../../../analyses/input';
import type { Prompt } from '../../../corpus/prompts';
import { BabelscopeError } from '../../../rpc/failure';
import type { SwitchingMethod } from '../../../steering/methods';
import type { Answer, Asker, Asking } from './asking';
import { askCorpora } from './corpora';
import { askPrompts } from './prompts';
import { askMethods, askStrengths, askTags, promptLanguages } from './steering';
import { askTexts, textsAt } from './texts';
import { askWhole } from './whole';

/** The kinds that the editor asks for; the others use their default. */
const askers: { [K in InputKind]?: Asker<Extract<Input, { kind: K }>> } = {
  texts: {
    steps: 2,
    async ask({ asked, sample, least }, { root, identifier, folder, step }) {
      const title = step(asked);
      const about = folder ? textsAt(folder) : await askTexts(root, sample, title);
      if (!about) return undefined;
      const chosen = await askCorpora(about, identifier, least, step(`Languages in ${about.name}`));
      if (!chosen) return undefined;
      const { corpora: value, ...also } = chosen;
      return { value, also, about };
    },
  },
  prompts: {
    steps: 1,
    async ask({ asked }, { root, options, step }) {
      const known = await options();
      const chosen = await askPrompts(root, known.languages, step(asked));
      if (!chosen) return undefined;
      if (promptLanguages(chosen.prompts, known).length === 0)
        throw new BabelscopeError(
          'corpus-unusable',
          `None of these prompts is in a language of the model’s atlas (${known.languages.join(', ')}). Name the file by its language, such as en.txt.`,
        );
      return { value: chosen.prompts, about: chosen.about };
    },
  },
  whole: {
    steps: 1,
    ask: (input, { step }) => answer(askWhole(input, step(input.asked ?? ''))),
  },
  tags: {
    steps: 1,
    async ask({ among, asked = '' }, { options, answers, step }) {
      const known = await options();
      if (among === 'prompts') {
        const written = promptLanguages(answers['prompts'] as Prompt[], known);
        return answer(askTags(written, [written.includes('en') ? 'en' : written[0]], step(asked)));
      }
      // If it is the only source language, it cannot be a target.
      const from = answers['from'] as string[] | undefined;
      const others = known.languages.filter((tag) => from?.length !== 1 || tag !== from[0]);
      return answer(askTags(others, others, step(asked)));
    },
  },
  methods: {
    steps: 1,
    ask: async ({ asked = '' }, { options, step }) => answer(askMethods(await options(), step(asked))),
  },
  strengths: {
    steps: 1,
    async ask({ asked = '' }, { analysis, options, answers, step }) {
      const { best, languages } = await options();
      const methods = (answers['methods'] as SwitchingMethod[] | undefined) ?? [best.method];
      const unitsOf = (strengths: number[]) =>
        analysis.estimate?.({ ...answers, strengths }, languages) ?? strengths.length;
      return answer(
        askStrengths(best.strength, methods, unitsOf, analysis.unit.replace(/s$/, ''), step(asked)),
      );
    },
  },
};

async function answer(value: Promise<unknown>): Promise<Answer<unknown> | undefined> {
  const given = await value;
  return given === undefined ? undefined : { value: given };
}

/** The inputs of an analysis that the user is asked for, with their askers. */
export function askedOf({
  analysis,
}: Pick<Asking, 'analysis'>): { name: string; input: Input; asker: Asker<Input> }[] {
  return Object.entries(analysis.inputs).flatMap(([name, input]) => {
    // TypeScript cannot see that the asker matches the input's kind.
    const asker = askers[input.kind] as Asker<Input> | undefined;
    return asker && input.asked !== undefined ? [{ name, input, asker }] : [];
  });
}
