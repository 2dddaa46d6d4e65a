import type { Supervisor } from '../client/supervisor';
import type { ModelReference } from '../model/reference';
import type { Failure, FailureCode } from '../rpc/failure';
import { BabelscopeError, toFailure } from '../rpc/failure';
import type { GenerateRequest, Generation } from '../protocol/generation';
import type { Intervention } from '../steering/methods';
import type { Sampling, SteeringOptions } from '../steering/options';
import type { SteeringChoice } from '../steering/choice';
import { interventionOf } from '../steering/choice';
import { languageMethods, steeringMethod } from '../steering/methods';
import { scriptOf } from '../text/script';
import { shareWrittenAs } from '../text/written-in';
import { withoutControls } from '../view/as-text';
import { command } from './command';
import { atlasOptions, withEngine } from './engine';
import { interruptible } from './interruption';
import type { Values } from './options';
import { json } from './options';
import { progressLine } from './progress';
import { warn } from './standard-error';
import { readStandardInput } from './standard-input';
import { jsonLine, print } from './standard-output';
import { chatOptions, interventionOptions, samplingOptions } from './steering-options';
import { tinted } from './terminal';
import { UsageError } from './usage';

const options = { ...interventionOptions, ...chatOptions, ...samplingOptions, json, ...atlasOptions };
type GenerateOptions = Values<typeof options>;

/** `  diffmean  Moves the residual stream …` */
const methodLines = languageMethods
  .map((id) => `  ${id.padEnd(9)} ${steeringMethod(id).explanation}`)
  .join('\n');

/**
 * `babelscope generate PROMPT --off en --on fr`: how a model continues, plainly and with languages switched.
 */
export const generateCommand = command({
  name: 'generate',
  operands: 'PROMPT',
  summary: 'Continues a prompt, plain and with languages switched off and on.',
  options,
  notes: `
“-” reads the prompt from standard input. Without --on and --off only the plain continuation is made.
Ctrl+C ends it with the text so far.

Methods:
${methodLines}

  babelscope generate "The weather today is" --on fr
  babelscope generate "The weather today is" --off en --on ja --method add --strength 10 --top-rate 0.05

A model with a chat template gets the prompt as a message in it; --no-chat continues the prompt as it is.

JSON: {"prompt", "chat", "plain", "steered", "model", "intervention", "sampling", "changedAt", "touched", "runs": {"plain": {…},
"steered": {…}}, "warnings"}; changedAt is the first token at which the intervention changed any logit, -1 for none;
a run is {"finish", "tokens": [{"id", "text", "start", "end", "logProbability", "plainLogProbability", "activity"}],
"tokensPerSecond", "firstTokenMilliseconds"}, activity as in inspect. Without an intervention "steered" is null.
A run that fails, or whose numbers break, ends with code 1 and "failure": {"code", "message"} beside the text so far; a run
that failed is null in "runs".`,
  async run(operands, given) {
    const prompt = await givenPrompt(operands);
    const progress = progressLine('tokens');
    await interruptible(({ stop, signal }) =>
      withEngine(given, async (supervisor, model) => {
        const opened = await supervisor.open(model);
        const steering = await supervisor.call(model, 'steering', null);
        const sampling = samplingOf(given, steering.sampling);
        const chat = asChat(given, steering, opened.name);
        const choice = await chosen(supervisor, model, prompt, given);
        const intervention = choice && interventionFrom(choice, given, steering);
        const request = (steered: Intervention | null): GenerateRequest => ({
          prompt,
          chat,
          intervention: steered,
          sampling,
          maxTokens: given.maxTokens,
          stop: given.stop,
        });
        if (intervention) await expectPossible(supervisor, model, request(intervention));
        if (choice?.guessed) warn(guessWords(choice));
        const printed = printer(given.json);
        const runs: Run[] = [];
        const run = async (
          name: string,
          languages: readonly string[] | undefined,
          asked: GenerateRequest,
        ) => {
          const own: Run = { text: '', result: undefined };
          runs.push(own);
          // Without --json the text itself shows the progress.
          if (!given.json) progress.clear();
          printed.label(name, languages);
          const result = await supervisor.call(model, 'generate', asked, {
            // Ctrl+C ends it with the text so far.
            stop,
            signal,
            onProgress: ({ done, total, part }) => {
              if (given.json) progress.show({ done, total, note: name });
              own.text += part?.text ?? '';
              printed.text(part?.text ?? '');
            },
          });
          Object.assign(own, { text: result.text, result });
          printed.end(result);
        };
        let failure: Failure | undefined;
        try {
          await run('plain', choice?.off, request(null));
          if (intervention && !stop.aborted) await run('steered', choice?.on, request(intervention));
          failure = runs.map(({ result }) => result && brokenBy(result)).find((broken) => broken);
        } catch (error) {
          // Keep the text so far.
          if (runs.every(({ text }) => text === '')) throw error;
          printed.cut();
          failure = toFailure(error);
        }
        if (given.json) {
          progress.clear();
          const about = { model: opened.name, prompt, chat, intervention: intervention ?? null, sampling };
          print(jsonLine(generationJson(about, runs[0], runs.at(1), failure)));
        }
        if (failure) throw new BabelscopeError(failure.code, failure.message);
      }),
    ).finally(progress.clear);
  },
});

async function givenPrompt([prompt, ...others]: string[]): Promise<string> {
  if (prompt === undefined)
    throw new UsageError('generate needs a PROMPT in quotes, or “-” to read it from standard input.');
  if (others.length > 0) throw new UsageError('generate takes one PROMPT: put it in quotes.');
  return prompt === '-' ? readStandardInput() : prompt;
}

/** As a chat message, if the model has a template and the user did not opt out. */
function asChat({ chat, noChat }: GenerateOptions, steering: SteeringOptions, model: string): boolean {
  if (chat && noChat) throw new UsageError('--chat and --no-chat exclude each other: leave one out.');
  if (chat && !steering.chat)
    throw new UsageError(`${model} has no chat template, so --chat cannot be: leave it out.`);
  return steering.chat && !noChat;
}

function samplingOf(given: GenerateOptions, own: Sampling): Sampling {
  const { temperature, topK, topP, repetitionPenalty, seed } = given;
  return {
    temperature: temperature ?? own.temperature,
    topK: topK ?? own.topK,
    topP: topP ?? own.topP,
    repetitionPenalty: repetitionPenalty ?? own.repetitionPenalty,
    seed,
  };
}

/** Languages to switch; undefined if there is nothing to do. */
async function chosen(
  supervisor: Supervisor,
  model: ModelReference,
  prompt: string,
  { off, on, method }: GenerateOptions,
): Promise<(SteeringChoice & { guessed: boolean }) | undefined> {
  if (!off && !on) {
    if (method !== 'best') throw new UsageError('--method needs languages: --off en, --on fr, or both.');
    return undefined;
  }
  if (method !== 'best' && on && !steeringMethod(method).hasOn)
    throw new UsageError(`--method ${method} only switches off: leave out --on, or choose another method.`);
  const both = off?.find((tag) => on?.includes(tag));
  if (both !== undefined) throw new UsageError(`${both} is both in --off and in --on. Take it out of one.`);
  // An empty prompt is refused later, when it is to be continued.
  if (off || prompt.trim() === '') return { off: off ?? [], on: on ?? [], guessed: false };
  const source = await mostActive(supervisor, model, prompt, on ?? []);
  return { off: source === undefined ? [] : [source], on: on ?? [], guessed: true };
}

/** Says which languages were filled in. */
function guessWords({ off, on }: SteeringChoice): string {
  return off.length === 0
    ? `steering away from all languages but ${on.join(', ')}; name one with --off.`
    : `steering away from ${off.join()}, the language most active in the prompt; name another with --off.`;
}

/**
 * How many UTF-16 units at the end of a long prompt are used to identify its language: fewer tokens than one
 * inspection may have.
 */
const tellingEnd = 1000;

/** Minimum share of letters among a prompt's visible characters for identifying its language. */
const fewestLetters = 1 / 3;

/**
 * Of the languages written in the prompt's script, the one whose neurons are most active in it; undefined if
 * it is one of the targets.
 *
 * @throws UsageError if the prompt has hardly any letters, or none of the languages is written in its script
 */
async function mostActive(
  supervisor: Supervisor,
  model: ModelReference,
  prompt: string,
  on: readonly string[],
): Promise<string | undefined> {
  const inspect = (text: string) => supervisor.call(model, 'inspect', { texts: [text] });
  const { languages, activity } = await inspect(prompt).catch((error: unknown) => {
    if (toFailure(error).code !== 'selection-too-long') throw error;
    return inspect(prompt.trimEnd().slice(-tellingEnd));
  });
  const letters = prompt.match(/\p{L}/gu)?.length ?? 0;
  const visible = prompt.match(/\S/gu)?.length ?? 0;
  const known = languages.map((tag) => shareWrittenAs(prompt, scriptOf(tag)) >= 0.5);
  if (letters < fewestLetters * visible || !known.includes(true)) {
    const why =
      letters < fewestLetters * visible
        ? 'The prompt has hardly any letters'
        : 'None of this model’s languages is written in the script of the prompt';
    throw new UsageError(
      `${why}, so none can be called most active. Name the one to leave with --off, e.g. --off ${languages[0]}.`,
    );
  }
  const sums = languages.map((_, k) =>
    known[k]
      ? activity.reduce((sum, value, i) => sum + (i % languages.length === k ? value : 0), 0)
      : -Infinity,
  );
  const strongest = languages[sums.indexOf(Math.max(...sums))];
  return on.includes(strongest) ? undefined : strongest;
}

/**
 * Has the engine check an intervention and its prompt before anything is generated and printed.
 *
 * @throws UsageError for an impossible intervention, and BabelscopeError for any other failure
 */
async function expectPossible(
  supervisor: Supervisor,
  model: ModelReference,
  request: GenerateRequest,
): Promise<void> {
  try {
    await supervisor.call(model, 'generate', { ...request, maxTokens: 0, textOnly: true });
  } catch (error) {
    const { code, message } = toFailure(error);
    throw impossible.has(code) ? new UsageError(message) : error;
  }
}

const impossible: ReadonlySet<FailureCode> = new Set([
  'intervention-contradictory',
  'intervention-invalid',
  'language-without-neurons',
]);

function interventionFrom(
  choice: SteeringChoice,
  { method, strength, layers, value, shared, dimensions, control }: GenerateOptions,
  steering: SteeringOptions,
): Intervention {
  const like = interventionOf(
    {
      ...choice,
      method: method === 'best' ? undefined : method,
      strength,
      layers,
      value,
      shared,
      dimensions,
    },
    steering,
  );
  return control === undefined ? like : { method: 'random', like, seed: control };
}

/** Streams the two continuations to a terminal, each under its name; prints nothing with `--json`. */
function printer(silent: boolean) {
  const colour = process.stdout.isTTY && !process.env['NO_COLOR'];
  let language: string | undefined;
  let label = '';
  const paint = (words: string) => (colour && language !== undefined ? tinted(language, words) : words);
  const write = (words: string) => {
    if (!silent) print(words, colour);
  };
  return {
    /** Names the next text; printed with its first word, so that a failure is not preceded by a name. */
    label(name: string, languages: readonly string[] | undefined) {
      language = languages?.[0];
      label = `${languages && languages.length > 0 ? `${name} (${languages.join(', ')})` : name}:`;
    },
    text(text: string) {
      // A continuation begins with its own space, an answer does not.
      const space = label === '' || /^\s/.test(text) ? '' : ' ';
      write(paint(withoutControls(label + space + text)));
      label = '';
    },
    /** Ends the line before a failure is printed. */
    cut() {
      if (label === '') write('\n');
    },
    end(result: Generation) {
      const { finish, ids, tokensPerSecond, warnings } = result;
      const speed = Number.isFinite(tokensPerSecond) ? `, ${tokensPerSecond.toFixed(0)} tokens/s` : '';
      write(`${withoutControls(label)}\n  ${ids.length} tokens${speed}, ended by: ${finishes[finish]}\n`);
      // The failure itself is printed at the end.
      for (const warning of warnings) if (warning !== brokenBy(result)?.message) warn(warning);
    },
  };
}

const finishes: Record<Generation['finish'], string> = {
  length: 'the token limit',
  stop: 'the stop text',
  end: 'the model’s end of text',
  context: 'the end of the context',
  cancelled: 'you',
  'not-a-number': 'broken arithmetic',
};

/** A run, as far as it got. */
interface Run {
  text: string;
  /** Undefined if it failed. */
  result: Generation | undefined;
}

/** Why a run is unusable; its first warning says it. */
function brokenBy({ finish, changedAt, warnings }: Generation): Failure | undefined {
  if (finish !== 'not-a-number') return undefined;
  return { code: changedAt === null ? 'model-broken' : 'intervention-invalid', message: warnings[0] };
}

/** The documented JSON of `generate --json`. */
function generationJson(
  about: {
    model: string;
    prompt: string;
    chat: boolean;
    intervention: Intervention | null;
    sampling: Sampling;
  },
  plain: Run,
  steered: Run | undefined,
  failure: Failure | undefined,
) {
  const { model, prompt, chat, intervention, sampling } = about;
  const [before, after] = [plain.result, steered?.result];
  return {
    prompt,
    chat,
    plain: plain.text,
    steered: steered?.text ?? null,
    model,
    intervention,
    sampling,
    changedAt: after?.changedAt ?? null,
    touched: after?.touched ?? null,
    runs: { plain: before ? runJson(before) : null, steered: after ? runJson(after) : null },
    warnings: [...(before?.warnings ?? []), ...(after?.warnings ?? [])],
    ...(failure && { failure }),
  };
}

function runJson({ text, ids, start, end, ...run }: Generation) {
  const number = (value: number) => (Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null);
  return {
    finish: run.finish,
    tokens: Array.from(ids, (id, pos) => ({
      id,
      text: text.slice(start[pos], end[pos]),
      start: start[pos],
      end: end[pos],
      logProbability: number(run.logProbability[pos]),
      plainLogProbability: number(run.plainLogProbability[pos]),
      activity: Object.fromEntries(
        run.activity.length > 0
          ? run.languages.map((tag, k) => [tag, number(run.activity[pos * run.languages.length + k])])
          : [],
      ),
    })),
    tokensPerSecond: number(run.tokensPerSecond),
    firstTokenMilliseconds: number(run.firstTokenMilliseconds),
  };
}
