import type { Generation } from '../../src/protocol/generation';
import type { Answer, SteeringRun } from '../../src/protocol/steering-page';
import type { SteeringChoices } from '../../src/steering/choices';
import { formatAmount, formatDuration } from '../../src/view/format';
import { steeringMethod } from '../../src/steering/methods';
import { describeLanguage } from '../../src/text/language';

/** A few characters in the line below an answer, and a sentence that explains them. */
export interface Fact {
  text: string;
  title: string;
}

/** `fr 0.97`, or `fr unsure` where the text is too short to tell. */
export function languageFact({ language }: Answer): (Fact & { tag: string }) | undefined {
  if (!language) return undefined;
  const { tag, confidence, unsure } = language;
  const { name } = describeLanguage(tag);
  const sure = confidence.toFixed(2);
  return unsure
    ? {
        tag,
        text: `${tag} unsure`,
        title: `Perhaps ${name} (${sure}): the text is too short, or too close to another language, to be sure`,
      }
    : { tag, text: `${tag} ${sure}`, title: `Identified as ${name}, confidence ${sure} of 1` };
}

export function fluencyFact({ relativePerplexity }: Answer): Fact | undefined {
  if (relativePerplexity === undefined || Number.isNaN(relativePerplexity)) return undefined;
  const times = relativePerplexity.toFixed(relativePerplexity < 10 ? 1 : 0);
  return {
    text: `fluency ×${times}`,
    title: `Perplexity under the plain model is ${times} times that of the plain answer; 1 is as fluent`,
  };
}

export function speedFact({ tokensPerSecond, ids, firstTokenMilliseconds }: Generation): Fact {
  const first = ids.length > 0 ? `, the first after ${formatDuration(firstTokenMilliseconds)}` : '';
  const measured = Number.isFinite(tokensPerSecond);
  return {
    text: measured ? `${tokensPerSecond.toFixed(0)} tokens/s` : formatAmount(ids.length, 'token'),
    title: formatAmount(ids.length, 'token') + first,
  };
}

/** Only where the end is not the ordinary one. */
export function finishFact({ finish }: Generation): Fact | undefined {
  if (finish === 'context')
    return { text: 'context full', title: 'Prompt and continuation fill the model’s context' };
  if (finish === 'cancelled') return { text: 'stopped', title: 'Ended before it was finished' };
  if (finish === 'not-a-number')
    return { text: 'not a number', title: 'The intervention broke the model’s arithmetic' };
  return undefined;
}

/** `en off, fr on`; what was done to the steered answer. */
export function steeringLabel({ method, off, on, neurons, control }: SteeringChoices): string {
  const { acts, hasOn } = steeringMethod(method);
  const parts =
    acts === 'picked'
      ? [`${formatAmount(neurons.length, 'neuron')} off`]
      : [
          ...(off.length > 0 ? [`${off.join(' ')} off`] : []),
          ...(hasOn && on.length > 0 ? [`${on.join(' ')} on`] : []),
        ];
  return (control ? ['random control of', parts.join(', ')] : [parts.join(', ')]).join(' ');
}

/** What a screen reader is told when a run has ended. */
export function spokenEnd({ plain, steered }: SteeringRun): string {
  if (plain.failure || steered.failure) return 'The run failed.';
  if (steered.generation?.finish === 'cancelled') return 'Stopped.';
  if (steered.generation?.changedAt === -1) return 'Done. The intervention changed nothing.';
  if (!steered.language) return 'Done.';
  const name = describeLanguage(steered.language.tag).name;
  return `Done. The steered answer is in ${steered.language.unsure ? 'perhaps ' : ''}${name}.`;
}
