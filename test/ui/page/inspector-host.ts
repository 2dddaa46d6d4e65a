import type { Inspection, TokenDetail } from '../../../src/protocol/engine';
import {
  type InspectedText,
  type InspectorHostMethods,
  inspectorPage,
  type InspectorPageMethods,
  type InspectorSnapshot,
} from '../../../src/protocol/webview';
import { BabelscopeError } from '../../../src/rpc/failure';
import type { Handlers } from '../../../src/rpc/rpc';
import type { OpenOptions, PageBrowser } from './browser';
import type { HostedPage } from './fake-host';
import { languages, layers, sampleResult } from './sample';

/** The host of an inspector page, with made-up details of every token. */
export class InspectorHost {
  /** What `tokenDetail` waits for before it answers. */
  #held: Promise<void> = Promise.resolve();
  /** When set, `tokenDetail` fails with this sentence. */
  detailFailure = '';
  #hosted: HostedPage<InspectorPageMethods> | undefined;

  private constructor(private snapshot: InspectorSnapshot) {}

  /** @param change laid over a snapshot with a result */
  static async open(
    browser: Pick<PageBrowser, 'open'>,
    change: Partial<InspectorSnapshot> = {},
    options: OpenOptions = {},
  ): Promise<{ host: InspectorHost; hosted: HostedPage<InspectorPageMethods> }> {
    const host = new InspectorHost({ ...sampleSnapshot(), ...change });
    const hosted = await browser.open<InspectorHostMethods, InspectorPageMethods>(
      inspectorPage,
      host.#handlers,
      options,
    );
    host.#hosted = hosted;
    return { host, hosted };
  }

  /** Keeps `tokenDetail` from answering, until what is returned is called. */
  hold(): () => void {
    let release = () => undefined as void;
    this.#held = new Promise((resolve) => (release = resolve));
    return release;
  }

  show(change: Partial<InspectorSnapshot>): Promise<void> | undefined {
    return this.#hosted?.peer.call('show', this.with(change));
  }

  /** The snapshot with a change, which is its own from then on. */
  with(change: Partial<InspectorSnapshot>): InspectorSnapshot {
    return (this.snapshot = { ...this.snapshot, ...change });
  }

  highlight(inspection: number, token: number): Promise<void> | undefined {
    return this.#hosted?.peer.call('highlight', { inspection, token });
  }

  get #handlers(): Handlers<InspectorHostMethods> {
    const done = () => undefined;
    return {
      ready: () => this.snapshot,
      tokenDetail: async ({ token }) => {
        await this.#held;
        if (this.detailFailure) throw new BabelscopeError('result-gone', this.detailFailure);
        return detailOf(this.snapshot.result!.inspection, token);
      },
      revealToken: done,
      setFollow: done,
      setPaint: done,
      setHidden: done,
      copyTable: done,
      save: done,
      inspect: done,
      cancel: done,
      runAction: done,
    };
  }
}

function detailOf(inspection: Inspection, token: number): TokenDetail {
  const width = inspection.languages.length;
  const row = [...inspection.activity.slice(token * width, (token + 1) * width)];
  const lead = row.indexOf(Math.max(...row));
  return {
    token,
    text: '',
    layerActivity: inspection.layerActivity.map((value, i) =>
      Number.isNaN(value) ? NaN : row[i % width] * (0.4 + ((i * 7 + token) % 10) / 14),
    ),
    neurons: Array.from({ length: 6 }, (_, i) => ({
      layer: [7, 7, 0, 6, 5, 1][i],
      index: 1832 - i * 271,
      activation: 2.41 / (1 + i * 0.3),
      languages: i % 3 === 1 ? [lead, (lead + 1) % width] : [lead],
      probability: row.map((_, k) => (k === lead ? 0.7 - i * 0.06 : 0.04 + 0.03 * ((k + i) % 3))),
    })),
    next: ['ouvre', ' est', ' de', 'd’', ':'].map((text, i) => ({
      text,
      probability: 0.38 / (1 + i) ** 1.3,
    })),
  };
}

/** A snapshot as the host sends it after an inspection. */
function sampleSnapshot(): InspectorSnapshot {
  const neurons = languages.map((_, i) => 10 + ((i * 7) % 14));
  return {
    model: { name: 'Babelscope bundled model', layers, dMlp: 2048, neurons },
    follow: true,
    paint: false,
    working: undefined,
    failure: undefined,
    result: sampleShown(1),
    stale: false,
  };
}

export function sampleShown(...sample: Parameters<typeof sampleResult>): InspectedText {
  return { ...sampleResult(...sample), source: { name: 'sample.md', lines: [12, 17] } };
}
