import type { EngineState } from '../../client/supervisor';
import type { Failure } from '../../rpc/failure';
import type { InspectionFlow } from './flow';

/** What the status bar describes. */
export interface StatusBarView {
  model: string;
  state: EngineState;
  flow: Pick<InspectionFlow, 'working' | 'opened' | 'failure'>;
}

export function isBusy({ state, flow: { working } }: StatusBarView): boolean {
  return working !== undefined || state === 'working' || state === 'starting';
}

/** Whether something about an idle model needs the user's attention. */
export function warns(view: StatusBarView): boolean {
  return view.state === 'failed' || limits(view).length > 0;
}

/** What the model is doing, in a word or two; empty before its first use. */
export function phrase(view: StatusBarView): string {
  const { state, flow } = view;
  if (flow.working && flow.working.total > 0) return `${flow.working.done} of ${flow.working.total} tokens`;
  if (state === 'starting') return 'loading';
  if (flow.working || state === 'working') return 'working';
  if (state === 'failed') return 'failed';
  return limits(view).join(', ') || (state === 'ready' ? 'ready' : '');
}

/** What a loaded model cannot do. */
function limits({ state, flow: { failure, opened } }: StatusBarView): string[] {
  if (state !== 'ready') return [];
  const without = lacksAtlas(failure) ? ['no atlas'] : [];
  return opened?.provider.refusal === undefined ? without : [...without, 'on CPU only'];
}

/** Whether there is no atlas of its neurons. */
function lacksAtlas(failure: Failure | undefined): boolean {
  return failure?.code.startsWith('atlas-') ?? false;
}
