import { writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { BabelscopeApi } from '../../src/extension';
import type { Measure } from '../measure';
import { quantile, timed } from '../measure';
import { ourTime } from './ourTime';

/**
 * Measured inside a real extension host: how long activating takes, how long an inspection keeps a person waiting
 * there, and whether it ever blocks the event loop that all extensions share.
 */
export async function run(): Promise<void> {
  const report = process.env['BABELSCOPE_BENCH_REPORT'];
  if (!report) throw new Error('BABELSCOPE_BENCH_REPORT is not set: run this with npm run bench.');
  await writeFile(report, JSON.stringify(await measure()));
}

/** Ends the path of what runs in the extension host. */
const bundle = 'dist/extension.js';

/** Samples the event loop every millisecond; what a sample comes late by is what something blocked it for. */
const resolution = 1;

async function measure(): Promise<Measure[]> {
  const extension = vscode.extensions.getExtension<BabelscopeApi>('babelscope.babelscope')!;
  if (extension.isActive) throw new Error('The extension was active before its first use.');
  const activation = await ourTime(bundle, async () => void (await extension.activate()));
  const api = extension.exports;

  const sample = await vscode.workspace.findFiles('multilingual.md');
  const editor = await vscode.window.showTextDocument(sample[0]);
  const inspect = async (tokens: number) => {
    selectTokens(editor, api, tokens);
    const before = api.snapshot().result?.inspection.id;
    await vscode.commands.executeCommand('babelscope.inspectSelection');
    while (api.snapshot().working || api.snapshot().result?.inspection.id === before) await tick();
    const { failure } = api.snapshot();
    if (failure) throw new Error(failure.message);
  };
  await inspect(256);
  await inspect(256);
  const idle = await blockedFor(() => pause(3000));
  const times: number[] = [];
  const busy = await blockedFor(async () => {
    times.push(...(await timed(40, 0, () => inspect(256))));
  });
  // On its own, since sampling slows everything down.
  const ours = await ourTime(bundle, async () => {
    await timed(40, 0, () => inspect(256));
  });
  return [
    { what: 'activation, our code', value: activation.total, unit: 'ms' },
    {
      what: 'inspect 256 tokens, command to result in the host, median',
      value: quantile(times, 0.5),
      unit: 'ms',
    },
    { what: 'the same, p95', value: quantile(times, 0.95), unit: 'ms' },
    {
      what: 'longest block of the event loop by us, 40 inspections',
      value: ours.longest,
      unit: 'ms',
      goal: 16,
    },
    { what: 'our code on the event loop, an inspection', value: ours.total / 40, unit: 'ms' },
    { what: 'longest block by anything, 40 inspections', value: busy, unit: 'ms' },
    { what: 'longest block by anything, three idle seconds', value: idle, unit: 'ms' },
  ];
}

/** Selects from the start of the text so much that the last inspection says it is `tokens` tokens, or about. */
function selectTokens(editor: vscode.TextEditor, api: BabelscopeApi, tokens: number): void {
  const { result } = api.snapshot();
  const end =
    result && result.inspection.end.length >= tokens ? result.inspection.end[tokens - 1] : tokens * 3;
  editor.selection = new vscode.Selection(new vscode.Position(0, 0), editor.document.positionAt(end));
}

async function blockedFor(act: () => Promise<void>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  await act();
  histogram.disable();
  return Math.max(0, histogram.max / 1e6 - resolution);
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
