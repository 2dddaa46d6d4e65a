import { describeLanguage } from '../../text/language';
import { formatCount } from '../../view/format';
import { timeLeft } from '../../view/pace';
import type { ActiveRun } from './flow';
import { percentOf, type RunRecord, unitOf } from './record';

/** `French · 42 % · 12,300 tokens/s · 3 min left` */
export function progressWords({ record, note, pace, ending }: ActiveRun): string {
  const parts = [note && describeLanguage(note).name, `${percentOf(record)} %`];
  if (ending) parts.push('stopping after what is being computed');
  else if (pace) parts.push(`${formatSpeed(pace.rate)} ${unitOf(record)}/s`, `${timeLeft(pace.left)} left`);
  return parts.filter(Boolean).join(' · ');
}

/** What is lost when the run is discarded. */
export function lossOf(record: RunRecord): string {
  return `The ${formatCount(record.done)} ${unitOf(record)} that are done (${percentOf(record)} %) are thrown away.`;
}

/** Passes take seconds, tokens microseconds. */
function formatSpeed(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : formatCount(rate);
}
