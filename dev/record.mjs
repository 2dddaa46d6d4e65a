// @ts-check
// Tables of what was measured or tried on a machine, in a document that keeps those of other runs.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/** @returns {string} `2026-11-28 on 2 × AMD EPYC, 16 GiB, linux x64, Node.js v20.19.0` */
export function whenAndWhere() {
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node.js ${process.version}`;
  return `${new Date().toISOString().slice(0, 10)} on ${machine}`;
}

/**
 * Writes one section below the mark in a document, at once: what the others say stays.
 * @param {string} document relative to the repository
 * @param {string[]} names of all sections, in their order
 * @param {string} name of this one
 * @param {string} text
 */
export async function record(document, names, name, text) {
  const file = join(root, document);
  const mark = '<!-- measured -->';
  const [before, after = ''] = (await readFile(file, 'utf8')).split(mark);
  const sections = new Map(
    after.split(/^(?=### )/m).flatMap((section) => {
      const title = /^### (\S+)/.exec(section)?.[1];
      return title ? [[title, section.trim()]] : [];
    }),
  );
  sections.set(name, `### ${name}\n\n${text}`);
  const ordered = names.flatMap((each) => sections.get(each) ?? []);
  await writeFile(file, `${before}${mark}\n\n${ordered.join('\n\n')}\n`);
  await run(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', file], { cwd: root });
}
