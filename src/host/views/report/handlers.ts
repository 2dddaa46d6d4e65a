import { commands } from 'vscode';
import type { ReportFormat, ReportHostMethods, ReportSettings } from '../../../protocol/report-page';
import type { Handlers } from '../../../rpc/rpc';
import { isAction } from '../../../app/failure-actions';
import type { Report } from '../../report/report';

/** The page's requests that concern more than its own atlas. */
export interface ReportActs {
  /** Does what the user asked for; a popup says why it cannot be done. */
  attempt(act: () => void | Promise<void>): Promise<void>;
  openContext(report: Report, request: { layer: number; index: number; context: number }): Promise<void>;
  compare(report: Report): Promise<void>;
  steer(neuron: { layer: number; index: number }): Promise<void>;
  save(
    report: Report,
    request: { settings: ReportSettings; format: ReportFormat; picture?: Uint8Array },
  ): Promise<void>;
}

/** The requests that the page of one report may make. */
export function reportHandlers(reports: ReportActs, report: Report): Handlers<ReportHostMethods> {
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
