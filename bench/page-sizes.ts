import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import type { Measure } from './measure';

/** What esbuild tells of a file that it has made. */
interface Output {
  bytes: number;
  imports: { path: string; kind: string }[];
}

/**
 * Kilobytes of the pages' scripts in the minified build, and as the package holds them: of each page with all that it may
 * load, and of all pages together, where what they share is there once.
 */
export function pageSizes(): Measure[] {
  const outputs = JSON.parse(readFileSync('dist/outputs.json', 'utf8')) as Record<string, Output>;
  const pages = Object.keys(outputs).filter((file) => /^dist\/webview\/[\w-]+\.js$/.test(file));
  const needed = (file: string, met = new Set<string>()): Set<string> => {
    if (met.has(file)) return met;
    met.add(file);
    for (const { path } of outputs[file].imports) needed(path, met);
    return met;
  };
  const minified = (files: Iterable<string>) => sum(files, (file) => outputs[file].bytes);
  const packed = (files: Iterable<string>) =>
    sum(files, (file) => deflateRawSync(readFileSync(file), { level: 9 }).length);
  const all = new Set(pages.flatMap((page) => [...needed(page)]));
  return [
    ...pages.flatMap((page): Measure[] => {
      const name = page.replace(/^.*\/|\.js$/g, '');
      return [
        {
          what: `size: ${name}, minified, with all that it may load`,
          value: minified(needed(page)),
          unit: 'kB',
        },
        { what: `… packed`, value: packed(needed(page)), unit: 'kB' },
      ];
    }),
    { what: 'size: all pages, minified', value: minified(all), unit: 'kB', goal: 450 },
    { what: '… packed', value: packed(all), unit: 'kB', goal: 150 },
  ];
}

/** In kilobytes. */
function sum(files: Iterable<string>, bytes: (file: string) => number): number {
  return [...files].reduce((total, file) => total + bytes(file), 0) / 1000;
}
