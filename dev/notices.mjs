// @ts-check
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { googleBsd, nativeNotices } from './native-notices.mjs';
import { root } from './paths.mjs';

/**
 * The licences of everything that is bundled or shipped, as they ask for.
 * @param {import('esbuild').Metafile[]} metafiles of the production builds: they name what went into the bundles
 * @param {string[]} shipped packages that are shipped as they are
 * @returns {string} one section a package, in the order of their names
 * @throws {Error} where a package has no licence text: that must be settled by hand, not left out
 */
export function notices(metafiles, shipped) {
  // By folder: one package can be there in two versions, one of them within another package.
  const folders = new Set(shipped.map((name) => `node_modules/${name}`));
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
      if (folder) folders.add(folder);
    }
  }
  const packages = Array.from(folders, (folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, license, folder: join(root, folder) };
  }).sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
  const sections = packages.map(({ name, version, license, folder }) => {
    const more = name === 'onnxruntime-node' ? `\n\n${nativeNotices()}` : '';
    return `${name} ${version}: ${license}\n\n${licenceText(name, folder)}${more}\n`;
  });
  const line = `${'-'.repeat(80)}\n\n`;
  const onnx =
    'onnx (Apache-2.0)\n\nThe reader of ONNX files is generated from its onnx.proto.\nCopyright (c) ONNX Project Contributors.\n';
  return `Babelscope contains the following software of others.\n\n${line}${[...sections, onnx].join(`\n${line}`)}`;
}

/** @param {string} name @param {string} folder */
function licenceText(name, folder) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
  if (file) return readFileSync(join(folder, file), 'utf8').trim();
  const stated = Object.hasOwn(statedElsewhere, name) ? statedElsewhere[name] : undefined;
  if (stated) return stated;
  throw new Error(`${name} has no licence text: look it up and say in dev/notices.mjs where it is stated.`);
}

const mit = readFileSync(join(root, 'LICENSE'), 'utf8').split('\n').slice(4).join('\n').trim();
const microsoft = `MIT License\n\nCopyright (c) Microsoft Corporation. All rights reserved.\n\n${mit}`;

/**
 * Packages that name their licence but do not carry its text; what their sources say.
 * @type {Record<string, string>}
 */
const statedElsewhere = {
  'onnxruntime-node': microsoft,
  'onnxruntime-common': microsoft,
  '@microsoft/fast-element': microsoft,
  '@microsoft/fast-foundation': microsoft,
  '@microsoft/fast-react-wrapper': microsoft,
  '@microsoft/fast-web-utilities': microsoft,
  '@bufbuild/protobuf': `Copyright 2021-2026 Buf Technologies, Inc.

Licensed under the Apache License, Version 2.0: its text stands below, with @huggingface/tokenizers.

Portions (reading and writing of variable-length integers):

${googleBsd}`,
};
