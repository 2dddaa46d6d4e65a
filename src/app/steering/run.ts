import type { Supervisor } from '../../client/supervisor';
import type { RecordedAnswer } from '../../results/experiment/file';
import type { ModelReference } from '../../model/reference';
import type { OpenModel } from '../../protocol/engine';
import type { Thresholds } from '../../lape/thresholds';
import { toFailure } from '../../rpc/failure';
import type { Intervention } from '../../steering/methods';
import type { Answer, RunSummary, SteeringRun } from '../../protocol/steering-page';
import type { SteeringChoices } from '../../steering/choices';
import type { WrittenIn } from '../../text/written-in';
import { steeringLabel } from '../../steering/label';
import { compared, continued, failed, finished, isOpen, partingOf, waiting } from './answer';
import { chosenIntervention } from '../../steering/choices';

/** What a run is made with, and what is recorded about it. */
export interface RunSetting {
  model: Pick<OpenModel, 'name' | 'identity'>;
  languages: readonly string[];
  thresholds: Thresholds;
  /** ISO 8601. */
  date: string;
}

export interface RunMeans {
  engine: Pick<Supervisor, 'call'>;
  reference: ModelReference;
  writtenIn(text: string, candidates: readonly string[]): Promise<WrittenIn | undefined>;
  /** The state changed; `atOnce` if the user is waiting for it. */
  changed(atOnce: boolean): void;
  log(line: string): void;
}

type Side = 'plain' | 'steered';

/** One run: the plain and the steered continuation of a prompt, made at the same time. */
export class Run {
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  #state: SteeringRun;

  constructor(
    id: number,
    choices: SteeringChoices,
    readonly setting: RunSetting,
    answers: { plain: Answer; steered: Answer } = { plain: waiting, steered: waiting },
  ) {
    this.#state = { id, choices, ...answers, partsAt: partingOf(answers.plain, answers.steered) };
  }

  /** A run restored from a file. */
  static recalled(
    id: number,
    choices: SteeringChoices,
    setting: RunSetting,
    recorded: Record<Side, RecordedAnswer>,
  ): Run {
    const answer = ({ failure, ...rest }: RecordedAnswer): Answer => {
      const kept: Answer = { ...waiting, ...rest, state: 'done' };
      return failure ? failed(kept, failure) : kept;
    };
    return new Run(id, choices, setting, compared(answer(recorded.plain), answer(recorded.steered)));
  }

  /** The current state; later changes make new objects. */
  get state(): SteeringRun {
    return this.#state;
  }

  get isOpen(): boolean {
    return isOpen(this.#state.plain) || isOpen(this.#state.steered);
  }

  get isEmpty(): boolean {
    return this.#state.plain.tokens === 0 && this.#state.steered.tokens === 0;
  }

  get summary(): RunSummary {
    const { id, choices, steered } = this.#state;
    return {
      id,
      prompt: beginOf(choices.prompt),
      label: steeringLabel(choices),
      steered: beginOf(steered.text),
    };
  }

  /** Settles when both answers have ended, however they ended. */
  async generate(means: RunMeans): Promise<void> {
    await Promise.all([
      this.#answer('plain', null, means),
      this.#answer('steered', chosenIntervention(this.#state.choices), means),
    ]);
  }

  /** Ends with the partial result. */
  stop(): void {
    this.#stop.abort();
  }

  /** Abandons the run and reports nothing further. */
  abort(): void {
    this.#abort.abort();
  }

  async #answer(side: Side, intervention: Intervention | null, means: RunMeans): Promise<void> {
    const { prompt, chat, sampling, maxTokens, stop } = this.#state.choices;
    const { signal } = this.#abort;
    try {
      const generation = await means.engine.call(
        means.reference,
        'generate',
        { prompt, chat, intervention, sampling, maxTokens, stop },
        {
          signal,
          stop: this.#stop.signal,
          onProgress: ({ part }) => {
            if (!part || signal.aborted) return;
            const first = this.#state[side].state === 'waiting';
            this.#set(side, (answer) => continued(answer, part));
            means.changed(first);
          },
        },
      );
      this.#set(side, (answer) => finished(answer, generation));
    } catch (error) {
      if (signal.aborted) return;
      const failure = toFailure(error);
      means.log(`${failure.code}: ${failure.message}`);
      this.#set(side, (answer) => failed(answer, failure));
    }
    if (!this.isOpen) this.#state = { ...this.#state, ...compared(this.#state.plain, this.#state.steered) };
    means.changed(true);
    await this.#identify(side, means);
    means.changed(true);
  }

  async #identify(side: Side, { writtenIn, log }: RunMeans): Promise<void> {
    try {
      const language = await writtenIn(this.#state[side].text, this.setting.languages);
      this.#set(side, (answer) => ({ ...answer, language }));
    } catch (error) {
      // An answer whose language is unknown is still an answer.
      log(`The language could not be told: ${String(error)}`);
    }
  }

  #set(side: Side, change: (answer: Answer) => Answer): void {
    const next = { ...this.#state, [side]: change(this.#state[side]) };
    this.#state = { ...next, partsAt: partingOf(next.plain, next.steered) };
  }
}

/** The beginning of a text for a list, on one line. */
function beginOf(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79).replace(/[\ud800-\udbff]$/, '')}…` : line;
}
