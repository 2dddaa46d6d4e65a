import type { SteeringChoices } from './choices';
import { steeringMethod } from './methods';
import { signed } from './methods/method';

/** The intervention in one line: `en off, fr on · DiffMean 1`. */
export function steeringLabel(choices: SteeringChoices): string {
  const { off, on, strength, control } = choices;
  const { acts, hasOn, label, says } = steeringMethod(choices.method);
  const sides = [
    off.length > 0 ? `${off.join(' ')} off` : '',
    on.length > 0 && hasOn ? `${on.join(' ')} on` : '',
  ].filter(Boolean);
  const what = says ? says(choices) : `${label} ${signed(strength)}`;
  const parts = [acts === 'picked' ? '' : sides.join(', '), what, control ? 'random control' : ''];
  return parts.filter(Boolean).join(' · ') || 'nothing chosen';
}
