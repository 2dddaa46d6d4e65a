import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import type { Measure } from './measure';

/** What esbuild tells of a file that it has made. */
interface Output {
  bytes: number;
  imports: { path: string; kind: string }[];
}

/**
 * Kilobytes of the pages' scripts in the minified build, and as the package holds them: of each page with the parts that it
 * shares, of the toolkit, which it fetches where it draws a control, and of all together, where what is shared is there once.
 */
export function run(): Promise<Measure[]> {
  const outputs = JSON.parse(readFileSync('dist/outputs.json', 'utf8')) as Record<string, Output>;
  const ofPages = Object.keys(outputs).filter((file) => file.startsWith('dist/webview/'));
  const needed = (file: string, met = new Set<string>()): Set<string> => {
    if (met.has(file)) return met;
    met.add(file);
    for (const { path, kind } of outputs[file].imports) if (kind === 'import-statement') needed(path, met);
    return met;
  };
  const sizes = (what: string, files: Iterable<string>, goals?: readonly [number, number]): Measure[] => [
    { what, value: sum(files, (file) => outputs[file].bytes), unit: 'kB', goal: goals?.[0] },
    {
      what: '… packed',
      value: sum(files, (file) => deflateRawSync(readFileSync(file), { level: 9 }).length),
      unit: 'kB',
      goal: goals?.[1],
    },
  ];
  const pages = ofPages.filter((file) => /^dist\/webview\/[\w-]+\.js$/.test(file));
  return Promise.resolve([
    ...pages.flatMap((page) =>
      sizes(`${page.replace(/^.*\/|\.js$/g, '')}, with the parts it shares`, needed(page)),
    ),
    ...sizes(
      'the toolkit',
      ofPages.filter((file) => file.includes('/toolkit-')),
    ),
    ...sizes('all pages, parts and the toolkit', ofPages, [400, 130]),
  ]);
}

/** In kilobytes. */
function sum(files: Iterable<string>, bytes: (file: string) => number): number {
  return [...files].reduce((total, file) => total + bytes(file), 0) / 1000;
}
