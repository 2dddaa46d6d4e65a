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

/** What an inspected selection is called: `sample.md 12–17`. */
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
  /** The texts that were inspected; token ranges are offsets into them. */
  texts: string[];
  source: Source;
}

/**
 * Everything the page shows, whole, every time: a page that was hidden or reloaded needs only the last one.
 * Navigation (chosen token, hidden languages) belongs to the page, which keeps it in its own state.
 */
export interface InspectorSnapshot {
  model: ModelSummary | undefined;
  /** *Follow Selection* is on. */
  follow: boolean;
  /** *Paint Editor* is on. */
  paint: boolean;
  /** A run is under way; the last result stays visible beneath. Tokens done of total, 0 of 0 while loading the model. */
  working: { done: number; total: number; note: string } | undefined;
  /** Why the last run gave nothing, and what to do about it. */
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  result: InspectedText | undefined;
  /** The document changed since: ranges no longer point into it. */
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
  /** Selects the token's range in the editor; with `focus` the editor also takes the keyboard. */
  revealToken: call(v.object({ inspection: index, token: index, focus: v.boolean() })),
  setFollow: call(on),
  setPaint: call(on),
  /** Languages the legend has switched off, as BCP-47 tags: the painted editor leaves them out too. */
  setHidden: call(
    v.object({ languages: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(4096)) }),
  ),
  /** Puts a tab-separated table of tokens × languages on the clipboard. */
  copyTable: call(v.object({ inspection: index })),
  /** CSV and JSON are made by the host; for SVG and PNG the page gives the picture. */
  save: call(v.object({ inspection: index, format: v.picklist(formats), picture })),
  /** Inspects the editor's selection again. */
  inspect: call(nothing),
  cancel: call(nothing),
  runAction: call(actionId),
});

/** What the page may ask of the host. */
export type InspectorHostMethods = HostMethods<typeof inspectorPage>;

/** What the host may ask of the page. */
export interface InspectorPageMethods {
  show(snapshot: InspectorSnapshot): void;
  /** The editor's cursor stands in this token (-1: in none). */
  highlight(request: { inspection: number; token: number }): void;
}
