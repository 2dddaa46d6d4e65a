import type { Page } from 'playwright-core';
import { PageBrowser } from '../test/ui/page/browser';
import { InspectorHost, sampleShown } from '../test/ui/page/inspector-host';
import { museum } from '../test/ui/page/sample';
import type { InspectedText } from '../src/protocol/webview';
import { formatCount } from '../src/view/format';
import { encode } from '../test/ui/page/wire';
import type { Measure } from './measure';
import { quantile } from './measure';

/** The inspector's page alone in a browser, with 4,000 tokens of made-up numbers: showing them and scrolling. */
export async function run(): Promise<Measure[]> {
  const browser = await PageBrowser.start();
  try {
    const { host, hosted } = await InspectorHost.open(browser);
    const { page } = hosted;
    const results = [41, 40, 42].map((times, i) =>
      sampleShown(2 + i, [Array.from({ length: times }, () => museum).flat()]),
    );
    const shown: number[] = [];
    for (const result of results) shown.push(await page.evaluate<number>(showing(host, result)));
    // Let the last result's detail arrive before scrolling is measured.
    await page.waitForTimeout(500);
    const scrolled = [
      await scroll(page, 'babel-token-strip', 0, 400),
      await scroll(page, 'babel-heat-map', 600, 0),
    ];
    const tasks = scrolled.flatMap((measured) => measured.tasks);
    const frames = scrolled.flatMap((measured) => measured.frames);
    return [
      {
        what: 'page: a snapshot of 4,000 tokens to painted, median',
        value: quantile(shown, 0.5),
        unit: 'ms',
      },
      {
        what: 'page: longest task while scrolling 4,000 tokens',
        value: Math.max(0, ...tasks.map(({ wall }) => wall)),
        unit: 'ms',
        goal: 50,
      },
      {
        what: 'page: the same in processor time, which a busy machine does not lengthen',
        value: Math.max(0, ...tasks.map(({ processor }) => processor)),
        unit: 'ms',
        goal: 50,
      },
      { what: 'page: frames while scrolling 4,000 tokens, p95', value: quantile(frames, 0.95), unit: 'ms' },
    ];
  } finally {
    await browser.close();
  }
}

/** From the message's arrival to the second frame after it: by then the first has been painted. */
function showing(host: InspectorHost, result: InspectedText): string {
  const call = { kind: 'call', id: 1_000_000, method: 'show', request: host.with({ result }) };
  return `new Promise((resolve) => {
    const call = fakeHost.decode(${JSON.stringify(encode(call))});
    const start = performance.now();
    postMessage(call, '*');
    const frame = () => new Promise(requestAnimationFrame);
    const drawn = () =>
      document.querySelector('babel-inspector').shadowRoot.querySelector('.about').textContent.includes(
        '${formatCount(result.inspection.ids.length)} tokens');
    (async () => {
      while (!drawn()) await frame();
      await frame();
      resolve(performance.now() - start);
    })();
  })`;
}

interface Scrolled {
  /** Every task on the page's main thread, milliseconds. */
  tasks: { wall: number; processor: number }[];
  /** Milliseconds between frames. */
  frames: number[];
}

async function scroll(page: Page, selector: string, x: number, y: number): Promise<Scrolled> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser.');
  await page.locator(selector).hover({ position: { x: 200, y: 60 } });
  await page.waitForTimeout(300);
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.evaluate(startFrames);
  for (let step = 0; step < 60; step++) await page.mouse.wheel(x, y);
  await page.waitForTimeout(300);
  const frames = await page.evaluate<number[]>(stopFrames);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const threads = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${String(pid)} ${String(tid)}`);
  const tasks = traceEvents
    .filter(
      ({ name, pid, tid }) => name.endsWith('RunTask') && threads.includes(`${String(pid)} ${String(tid)}`),
    )
    .map(({ dur, tdur }) => ({ wall: (dur ?? 0) / 1000, processor: (tdur ?? 0) / 1000 }));
  if (tasks.length === 0) throw new Error('The trace holds no task of the page.');
  return { tasks, frames };
}

/** Chrome's trace event format; times in microseconds. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

const startFrames = `(() => {
  window.benchFrames = [];
  let before = performance.now();
  const frame = (now) => {
    window.benchFrames.push(now - before);
    before = now;
    window.benchFrame = requestAnimationFrame(frame);
  };
  window.benchFrame = requestAnimationFrame(frame);
})()`;

const stopFrames = `(() => {
  cancelAnimationFrame(window.benchFrame);
  return window.benchFrames;
})()`;
