import type { InspectorSnapshot } from '../../protocol/webview';
import { actionsFor } from '../failure-actions';
import type { InspectionFlow } from './flow';

/** The complete state of the inspector page. */
export function snapshotOf(
  flow: InspectionFlow,
  toggles: { follow: boolean; paint: boolean },
): InspectorSnapshot {
  const { result, failure, working } = flow;
  const opened = result?.opened ?? flow.opened;
  return {
    ...toggles,
    model: opened && {
      name: opened.name,
      layers: opened.layers,
      dMlp: opened.dMlp,
      neurons: opened.neurons,
    },
    working: working && { done: working.done, total: working.total, note: working.note ?? '' },
    failure: failure && { ...failure, actions: actionsFor(failure.code) },
    result: result && {
      inspection: result.inspection,
      texts: result.anchors.passage.segments.map((segment) => segment.text),
      source: result.anchors.passage.source,
    },
    stale: flow.stale,
  };
}
