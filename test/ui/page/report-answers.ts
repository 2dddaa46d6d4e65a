import type { ReportHostMethods, ReportSnapshot, ShownContext } from '../../../src/protocol/report-page';
import type { Handlers } from '../../../src/rpc/rpc';
import { summarise } from '../../../src/report/atlas-summary';
import { meansAt } from '../../../src/report/selection';
import { stabilityOf } from '../../../src/report/stability';
import type { Study } from '../../../src/report/study';

/** What the host would answer for an atlas: the real computations, without a thread between. */
export class ReportAnswers {
  other: Study | undefined;
  failure: ReportSnapshot['failure'];
  contexts: ShownContext[] = [];

  constructor(readonly study: Study) {}

  get snapshot(): ReportSnapshot {
    const file = 'babelscope-10l.lape.safetensors';
    return {
      file,
      atlas: this.failure ? undefined : summarise(this.study.atlas, file),
      failure: this.failure,
      settings: { method: 'lape', topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
      other: this.other && summarise(this.other.atlas, 'other.lape.safetensors'),
      steerable: true,
      version: this.other ? 2 : 1,
    };
  }

  get handlers(): Handlers<ReportHostMethods> {
    const { study } = this;
    const done = () => undefined;
    return {
      ready: () => this.snapshot,
      select: (settings) => study.select(settings, this.other),
      neurons: (query) => study.neurons(query),
      neuron: ({ settings, layer, index }) => ({
        neuron: study.neuron(settings, layer, index),
        mean: meansAt(study.atlas, layer * study.atlas.dMlp + index),
        contexts: this.contexts,
        withoutContexts: this.contexts.length > 0 ? undefined : 'No contexts were kept. Count it again.',
      }),
      stability: (settings) => [...stabilityOf(study.atlas, settings)].at(-1)!,
      openContext: done,
      compare: done,
      stopComparing: done,
      steer: done,
      save: done,
      runAction: done,
    };
  }
}
