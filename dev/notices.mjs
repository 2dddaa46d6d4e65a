// @ts-check
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * The licences of everything that is bundled or shipped, as they ask for.
 * @param {import('esbuild').Metafile[]} metafiles of the production builds: they name what went into the bundles
 * @param {string[]} shipped packages that are shipped as they are
 * @returns {string} one section a package, in the order of their names
 * @throws {Error} where a package has no licence text: that must be settled by hand, not left out
 */
export function notices(metafiles, shipped) {
  const packages = new Set(shipped);
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (name) packages.add(name);
    }
  }
  const sections = [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}: ${license}\n\n${licenceText(name, folder)}\n`;
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

Copyright 2008 Google Inc. All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

    * Redistributions of source code must retain the above copyright notice, this list of conditions and the
      following disclaimer.
    * Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the
      following disclaimer in the documentation and/or other materials provided with the distribution.
    * Neither the name of Google Inc. nor the names of its contributors may be used to endorse or promote products
      derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`,
};
