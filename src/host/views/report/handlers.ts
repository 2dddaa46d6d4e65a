import { commands } from 'vscode';
import type { ReportHostMethods } from '../../../protocol/report-page';
import type { Handlers } from '../../../rpc/rpc';
import { isAction } from '../../failures';
import type { Report } from '../../report/report';
import type { Reports } from '../../report/reports';

/** What the page of one report may ask of the host. */
export function reportHandlers(reports: Reports, report: Report): Handlers<ReportHostMethods> {
  const { analyst } = report;
  return {
    ready: () => report.snapshot,
    select: (settings) => analyst.call('select', settings),
    neurons: (query) => analyst.call('neurons', query),
    neuron: (request) => report.neuron(request),
    stability: (settings, { progress, signal }) => report.stability(settings, progress, signal),
    openContext: (request) => reports.attempt(() => reports.openContext(report, request)),
    compare: () => reports.attempt(() => reports.compare(report)),
    stopComparing: () => report.compare(null),
    steer: (neuron) => reports.attempt(() => reports.steer(neuron)),
    save: (request) => reports.attempt(() => reports.save(report, request)),
    runAction: async ({ id }) => {
      if (isAction(id)) await commands.executeCommand(id);
    },
  };
}
