import type { Progress } from '../protocol/rpc';
import { paceOf, timeLeft } from '../view/pace';
import { replaceLine } from './standard-error';

/**
 * Shows how far a run is on a terminal's last line: share, speed, time left; nothing where standard error is no
 * terminal, such as a log file.
 */
export function progressLine(unit: string): { show(progress: Progress): void; clear(): void } {
  const paced = paceOf();
  return {
    show(progress) {
      const { done, total, note } = progress;
      const pace = paced(progress);
      const speed = pace ? ` · ${Math.round(pace.rate)} ${unit}/s · ${timeLeft(pace.left)} left` : '';
      replaceLine(`${note ?? ''} ${Math.floor((100 * done) / total)} %${speed}`);
    },
    clear() {
      replaceLine('');
    },
  };
}
