import type { SteeringChoices, SteeringMethod } from '../protocol/steering-page';

/** How methods are called where there is little room. */
const names: Record<SteeringMethod, string> = {
  diffmean: 'DiffMean',
  sparse: 'sparse DiffMean',
  add: 'add',
  replace: 'replace',
  amplify: 'amplify',
  off: 'off',
  neurons: 'neurons off',
};

/** What was done to the model, in a line: `en off, fr on · DiffMean 1`. */
export function steeringLabel(choices: SteeringChoices): string {
  const { method, off, on, strength, neurons, control, value } = choices;
  const sides = [
    off.length > 0 ? `${off.join(' ')} off` : '',
    on.length > 0 && method !== 'off' ? `${on.join(' ')} on` : '',
  ].filter(Boolean);
  const how = {
    off: value === 0 ? '' : `value ${signed(value)}`,
    neurons: `${neurons.length} ${names.neurons}`,
  };
  const what =
    method === 'off' || method === 'neurons' ? how[method] : `${names[method]} ${signed(strength)}`;
  const parts = [method === 'neurons' ? '' : sides.join(', '), what, control ? 'random control' : ''];
  return parts.filter(Boolean).join(' · ') || 'nothing chosen';
}

function signed(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}
