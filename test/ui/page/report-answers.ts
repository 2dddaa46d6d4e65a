import type {
  NeuronQuery,
  ReportHostMethods,
  ReportSettings,
  ReportSnapshot,
  ShownContext,
} from '../../../src/protocol/report-page';
import { toFailure } from '../../../src/rpc/failure';
import { summarise } from '../../../src/report/atlas-summary';
import { meansAt } from '../../../src/report/selection';
import { stabilityOf } from '../../../src/report/stability';
import type { Study } from '../../../src/report/study';
import { encode } from './wire';

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

  readonly answer = (call: string): Promise<string> => {
    const { method, request } = JSON.parse(call) as { method: keyof ReportHostMethods; request: never };
    try {
      return Promise.resolve(encode({ value: this.#value(method, request) }));
    } catch (error) {
      return Promise.resolve(encode({ failure: toFailure(error) }));
    }
  };

  #value(method: keyof ReportHostMethods, request: never): unknown {
    const { study } = this;
    if (method === 'ready') return this.snapshot;
    if (method === 'select') return study.select(request as ReportSettings, this.other);
    if (method === 'neurons') return study.neurons(request as NeuronQuery);
    if (method === 'stability') return [...stabilityOf(study.atlas, request as ReportSettings)].at(-1);
    if (method !== 'neuron') return null;
    const { settings, layer, index } = request as Parameters<ReportHostMethods['neuron']>[0];
    return {
      neuron: study.neuron(settings, layer, index),
      mean: meansAt(study.atlas, layer * study.atlas.dMlp + index),
      contexts: this.contexts,
      withoutContexts: this.contexts.length > 0 ? undefined : 'No contexts were kept. Count it again.',
    };
  }
}
