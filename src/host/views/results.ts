import type { Uri } from 'vscode';
import { encodeAblation } from '../../results/ablation/file';
import type { Sweep } from '../../results/sweep/file';
import type { Ablation } from '../../results/ablation/data';
import type { NeuronSet } from '../../protocol/neurons';
import { type } from '../../protocol/page';
import { resultPage } from '../../protocol/result-page';
import { type ShownSweep, type SweepHostMethods, sweepPage } from '../../protocol/sweep-page';
import { reportSweep } from '../../results/sweep/report';
import { sweepTable } from '../../results/sweep/export';
import { examplesOf, shownSweep } from '../../results/sweep/shown';
import { ablationTable } from '../../results/ablation/export';
import { resultKind } from './result-file';
import type { FileKinds } from './saved/kind';

/** The kinds of saved results by `format`, each with its page. */
export function resultKinds(extensionUri: Uri): Omit<FileKinds, 'babelscope-experiment'> {
  return {
    'babelscope-ablation': resultKind(extensionUri, {
      page: resultPage('ablation', 'Ablations', type<Ablation>()),
      shown: (ablation: Ablation) => ablation,
      saved: { what: 'ablations', csv: ablationTable, json: encodeAblation },
    }),
    'babelscope-neurons': resultKind(extensionUri, {
      page: resultPage('neurons', 'Neuron set', type<NeuronSet>()),
      shown: (set: NeuronSet) => set,
    }),
    'babelscope-sweep': resultKind<Sweep, ShownSweep, SweepHostMethods>(extensionUri, {
      page: sweepPage,
      shown: shownSweep,
      saved: {
        what: 'the sweep’s report',
        suffix: '-report',
        csv: ({ rows }) => sweepTable(reportSweep(rows)),
        // Without the runs themselves, which are in the sweep's own file.
        json: ({ rows, ...about }) => `${JSON.stringify({ ...about, report: reportSweep(rows) }, null, 1)}\n`,
      },
      answers: {
        examples: (sweep, { setting, source, target }) =>
          examplesOf(sweep, setting, source !== null && target !== null ? [source, target] : undefined),
      },
    }),
  };
}
