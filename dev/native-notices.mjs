// @ts-check
// What ONNX Runtime's binaries contain of others. The package brings no notices, so they are written here. Evidence: the
// folders of its build that stand in the binaries, and strings and symbols that only the library itself has. A test
// (test/unit/dev/notices.test.ts) holds the list against the binaries of every platform, so that a new version of ONNX
// Runtime with a new library in it is noticed.

/**
 * @typedef {object} Component
 * @property {string} name
 * @property {string} licence SPDX, or in words
 * @property {string} notice copyright, and the licence's text or where in the file it stands
 * @property {RegExp} marker what tells it in a binary, read as latin1
 * @property {string[]} [folders] what the build calls it, where that is another name
 */

const apache =
  'Licensed under the Apache License, Version 2.0: its text stands above, with @huggingface/tokenizers.';

/** @param {string} [holder] whose name must not be used */
function bsd3(holder = 'the copyright holder') {
  return `${bsd2Conditions}
    * Neither the name of ${holder} nor the names of its contributors may be used to endorse or promote products
      derived from this software without specific prior written permission.

${bsdDisclaimer}`;
}

const bsd2Conditions = `Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

    * Redistributions of source code must retain the above copyright notice, this list of conditions and the
      following disclaimer.
    * Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the
      following disclaimer in the documentation and/or other materials provided with the distribution.`;

const bsdDisclaimer = `THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

/** What the Google-held BSD libraries of the bundles say too. */
export const googleBsd = `Copyright 2008 Google Inc. All rights reserved.\n\n${bsd3('Google Inc.')}`;

const mit = 'Licensed under the MIT License: its text stands above, with onnxruntime-node itself.';

/** @type {Component[]} */
export const components = [
  {
    name: 'Abseil',
    licence: 'Apache-2.0',
    notice: `Copyright 2017 The Abseil Authors.\n\n${apache}`,
    marker: /absl::|abseil/,
    folders: ['abseil', 'abseil_cpp'],
  },
  {
    name: 'Boost.Mp11',
    licence: 'BSL-1.0',
    notice:
      'Copyright Peter Dimov and others. The Boost Software License asks for no notice with compiled code.',
    marker: /boost4mp11/,
  },
  {
    name: 'C++ client telemetry (1DS)',
    licence: 'Apache-2.0',
    notice: `Copyright (c) Microsoft Corporation. All rights reserved.\n\n${apache}`,
    marker: /Microsoft12Applications6Events|Microsoft::Applications::Events/,
    folders: ['cpp-client-telemetry', 'mat'],
  },
  {
    name: 'Core ML Tools (its specification of models; macOS)',
    licence: 'BSD-3-Clause',
    notice: `Copyright © 2020-2023, Apple Inc. All rights reserved.\n\n${bsd3()}`,
    marker: /CoreML\.Specification\./,
  },
  {
    name: 'cpuinfo',
    licence: 'BSD-2-Clause',
    notice: `Copyright (c) 2019 Google LLC
Copyright (c) 2017-2018 Facebook Inc.
Copyright (C) 2012-2017 Georgia Institute of Technology
Copyright (C) 2010-2012 Marat Dukhan

All rights reserved.

${bsd2Conditions}

${bsdDisclaimer}`,
    marker: /cpuinfo_|pytorch_cpuinfo/,
  },
  {
    name: 'curl (Linux)',
    licence: 'curl',
    notice: `Copyright (c) 1996 - 2026, Daniel Stenberg, <daniel@haxx.se>, and many contributors. All rights reserved.

Permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY RIGHTS. IN NO EVENT
SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall not be used in advertising or otherwise to
promote the sale, use or other dealings in this Software without prior written authorization of the copyright holder.`,
    marker: /generated by libcurl/,
  },
  {
    name: 'Dawn and Tint',
    licence: 'BSD-3-Clause',
    notice: `Copyright 2017-2026 The Dawn & Tint Authors.\n\n${bsd3()}`,
    marker: /_deps[/\\]dawn-src/,
  },
  {
    name: 'date',
    licence: 'MIT',
    notice: `Copyright (c) 2015, 2016, 2017 Howard Hinnant
Copyright (c) 2016 Adrian Colomitchi
Copyright (c) 2017 Florian Dang
Copyright (c) 2017 Paul Thompson
Copyright (c) 2018, 2019 Tomasz Kamiński
Copyright (c) 2019 Jiangang Zhuang

${mit}`,
    marker: /_ZNK?4date/,
  },
  {
    name: 'DirectML and dxil (Windows)',
    licence: 'Microsoft Software License Terms',
    notice: 'Copyright (c) Microsoft Corporation. Redistributed unchanged, as ONNX Runtime ships them.',
    marker: /DirectML\.dll/,
  },
  {
    name: 'DirectX Shader Compiler (Windows)',
    licence: 'NCSA',
    notice: `Copyright (c) 2003-2015 University of Illinois at Urbana-Champaign. All rights reserved.
Copyright (c) Microsoft Corporation. All rights reserved.

Developed by: LLVM Team, University of Illinois at Urbana-Champaign, http://llvm.org

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal with the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

    * Redistributions of source code must retain the above copyright notice, this list of conditions and the
      following disclaimers.
    * Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the
      following disclaimers in the documentation and/or other materials provided with the distribution.
    * Neither the names of the LLVM Team, University of Illinois at Urbana-Champaign, nor the names of its
      contributors may be used to endorse or promote products derived from this Software without specific prior
      written permission.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE CONTRIBUTORS
OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS WITH THE SOFTWARE.

Within it: Copyright 2013-2014 RAD Game Tools and Valve Software, Copyright 2010-2014 Rich Geldreich and Tenacious
Software LLC (miniz, under the MIT License); Copyright 2001-2004 Unicode, Inc. (conversion of UTF). Its own list is
ThirdPartyNotices.txt in https://github.com/microsoft/DirectXShaderCompiler.`,
    marker: /dxcompiler\.dll/,
  },
  {
    name: 'Eigen',
    licence: 'MPL-2.0',
    notice:
      'Its source is at https://gitlab.com/libeigen/eigen, under the Mozilla Public License 2.0: https://mozilla.org/MPL/2.0/.',
    marker: /Eigen/,
  },
  {
    name: 'FlatBuffers',
    licence: 'Apache-2.0',
    notice: `Copyright 2014 Google Inc. All rights reserved.\n\n${apache}`,
    marker: /flatbuffers/,
  },
  {
    name: 'GSL',
    licence: 'MIT',
    notice: `Copyright (c) 2015 Microsoft Corporation. All rights reserved.\n\n${mit}`,
    marker: /gsl::/,
  },
  {
    name: 'JSON for Modern C++',
    licence: 'MIT',
    notice: `Copyright (c) 2013-2022 Niels Lohmann <https://nlohmann.me>\n\n${mit}`,
    marker: /nlohmann/,
  },
  {
    name: 'KleidiAI (Arm)',
    licence: 'Apache-2.0',
    notice: `Copyright 2024-2026 Arm Limited and/or its affiliates\n\n${apache}`,
    marker: /kai_(?:run|get)_|KleidiAI/,
  },
  {
    name: 'Mbed TLS (Linux)',
    licence: 'Apache-2.0 (of Apache-2.0 OR GPL-2.0-or-later)',
    notice: `Copyright The Mbed TLS Contributors.\n\n${apache}`,
    marker: /mbedtls/,
    folders: ['mbedtls'],
  },
  {
    name: 'MurmurHash3',
    licence: 'public domain',
    notice: 'Written by Austin Appleby, who placed it in the public domain and disclaims copyright to it.',
    marker: /[Mm]urmur/,
  },
  {
    name: 'node-addon-api',
    licence: 'MIT',
    notice: `Copyright (c) 2017 Node.js API collaborators\n\n${mit}`,
    marker: /4Napi|@Napi@@/,
  },
  {
    name: 'ONNX',
    licence: 'Apache-2.0',
    notice: `Copyright (c) ONNX Project Contributors.\n\n${apache}`,
    marker: /onnx/,
    folders: ['onnx'],
  },
  {
    name: 'Protocol Buffers',
    licence: 'BSD-3-Clause',
    notice: googleBsd,
    marker: /google[./]protobuf/,
    folders: ['protobuf', 'protobuf-lite'],
  },
  {
    name: 'RE2',
    licence: 'BSD-3-Clause',
    notice: `Copyright (c) 2009 The RE2 Authors. All rights reserved.\n\n${bsd3('Google Inc.')}`,
    marker: /re2[/\\](?:re2|parse|dfa|nfa)\.cc/,
    folders: ['re2'],
  },
  {
    name: 'SafeInt',
    licence: 'MIT',
    notice: `Copyright (c) 2018 Microsoft\n\n${mit}`,
    marker: /SafeInt/,
  },
  {
    name: 'SPIRV-Headers, SPIRV-Tools and Vulkan-Headers',
    licence: 'Apache-2.0 and MIT',
    notice: `SPIRV-Headers: Copyright (c) 2015-2024 The Khronos Group Inc.

${mit}

SPIRV-Tools: Copyright (c) 2015-2026 The Khronos Group Inc., Valve Corporation, LunarG Inc., Google Inc. and others
Vulkan-Headers: Copyright 2015-2026 The Khronos Group Inc.

${apache}`,
    marker: /SPIRV|spirv/,
  },
  {
    name: 'SQLite (Linux and macOS)',
    licence: 'public domain',
    notice: 'The author disclaims copyright to this source code.',
    marker: /SQLite format 3/,
    folders: ['sqlite3'],
  },
  {
    name: 'utf8_range',
    licence: 'MIT',
    notice: `Copyright (c) 2019 Yibo Cai\nCopyright 2022 Google LLC\n\n${mit}`,
    marker: /utf8_(?:range|validity)/,
    folders: ['utf8_range', 'utf8_validity'],
  },
  {
    name: 'WIL (Windows)',
    licence: 'MIT',
    notice: `Copyright (c) Microsoft Corporation. All rights reserved.\n\n${mit}`,
    marker: /microsoft_wil/,
    folders: ['microsoft_wil'],
  },
  {
    name: 'zlib',
    licence: 'Zlib',
    notice: `(C) 1995-2026 Jean-loup Gailly and Mark Adler

This software is provided 'as-is', without any express or implied warranty. In no event will the authors be held liable
for any damages arising from the use of this software.

Permission is granted to anyone to use this software for any purpose, including commercial applications, and to alter it
and redistribute it freely, subject to the following restrictions:

1. The origin of this software must not be misrepresented; you must not claim that you wrote the original software. If
   you use this software in a product, an acknowledgment in the product documentation would be appreciated but is not
   required.
2. Altered source versions must be plainly marked as such, and must not be misrepresented as being the original software.
3. This notice may not be removed or altered from any source distribution.`,
    marker: /[/\\]zlib[/\\]|incorrect data check/,
    folders: ['zlib', 'z'],
  },
];

/**
 * Libraries of others that the build of a binary has left the names of: folders of sources, and archives linked in.
 *
 * @param {string} binary its bytes as latin1
 * @returns {string[]} as the build calls them
 */
export function buildFolders(binary) {
  const places =
    /(?:_deps[/\\]([\w-]+?)-(?:src|build)|(?:buildtrees|_temp)[/\\]([\w-]+)[/\\]src|vcpkg_installed[/\\][\w-]+[/\\]lib[/\\]lib([\w-]+)\.a|third_party[/\\]([\w-]+)[/\\])/g;
  const names = Array.from(binary.matchAll(places), ([, ...found]) => found.find(Boolean) ?? '');
  return [...new Set(names.map((name) => (name.startsWith('absl_') ? 'abseil' : name)))].sort();
}

/** @param {string} folder as the build calls it */
export function componentOf(folder) {
  return components.find(
    ({ name, folders }) => folders?.includes(folder) || name.toLowerCase().split(/\W/).includes(folder),
  );
}

/** The notices, one below the other. */
export function nativeNotices() {
  const sections = components.map(({ name, licence, notice }) => `  ${name}: ${licence}\n\n${notice}`);
  return [
    'Its binaries contain the following; which of them depends on the platform. ONNX Runtime’s own list, with further works that\nits sources are derived from, is ThirdPartyNotices.txt in https://github.com/microsoft/onnxruntime.',
    ...sections,
  ].join('\n\n');
}
