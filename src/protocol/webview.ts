import * as v from 'valibot';
import type { Inspection, TokenDetail } from './engine';
import type { Failure } from '../rpc/failure';
import { actionId, call, type HostMethods, nothing, page, picture, type, whole } from './page';

/** The seam between the extension host and the inspector page. */

export interface ModelSummary {
  name: string;
  layers: number;
  dMlp: number;
  /** Neurons of each language, in the order of the inspection's languages. */
  neurons: number[];
}

/** The name of an inspected selection: `sample.md 12–17`. */
export interface Source {
  /** File name, or `Untitled-1`. */
  name: string;
  /** First and last line, from 1. */
  lines: [number, number];
}

export interface InspectorAction {
  id: string;
  label: string;
}

/** A result as the page shows it. */
export interface InspectedText {
  inspection: Inspection;
  /** The inspected texts; token ranges are offsets into them. */
  texts: string[];
  source: Source;
}

/**
 * The complete state of the page, sent as a whole every time: a page that was hidden or reloaded needs only
 * the latest. Navigation (chosen token, hidden languages) belongs to the page, which keeps it itself.
 */
export interface InspectorSnapshot {
  model: ModelSummary | undefined;
  /** *Follow Selection* is on. */
  follow: boolean;
  /** *Paint Editor* is on. */
  paint: boolean;
  /**
   * A run is in progress; the last result stays visible beneath. Tokens done of total, 0 of 0 while loading
   * the model.
   */
  working: { done: number; total: number; note: string } | undefined;
  /** Why the last run gave no result, and what to do about it. */
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  result: InspectedText | undefined;
  /** The document has changed since: ranges no longer point into it. */
  stale: boolean;
}

const formats = ['csv', 'json', 'svg', 'png'] as const;
export type ExportFormat = (typeof formats)[number];

const index = whole(0, 0xffff_ffff);
const on = v.object({ on: v.boolean() });

export const inspectorPage = page('inspector', 'Language Neurons', {
  /** The page has loaded. */
  ready: call(nothing, type<InspectorSnapshot>()),
  tokenDetail: call(v.object({ inspection: index, token: index }), type<TokenDetail>()),
  /** Selects the token's range in the editor; with `focus` the editor also takes the keyboard focus. */
  revealToken: call(v.object({ inspection: index, token: index, focus: v.boolean() })),
  setFollow: call(on),
  setPaint: call(on),
  /** Languages switched off in the legend, as BCP-47 tags: the painted editor omits them too. */
  setHidden: call(
    v.object({ languages: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(4096)) }),
  ),
  /** Copies a tab-separated table of tokens × languages to the clipboard. */
  copyTable: call(v.object({ inspection: index })),
  /** The host makes CSV and JSON; for SVG and PNG the page sends the picture. */
  save: call(v.object({ inspection: index, format: v.picklist(formats), picture })),
  /** Inspects the editor's selection again. */
  inspect: call(nothing),
  cancel: call(nothing),
  runAction: call(actionId),
});

/** The requests that the page may make. */
export type InspectorHostMethods = HostMethods<typeof inspectorPage>;

/** The calls that the host may make to the page. */
export interface InspectorPageMethods {
  show(snapshot: InspectorSnapshot): void;
  /** The editor's cursor is in this token (-1: in none). */
  highlight(request: { inspection: number; token: number }): void;
}
