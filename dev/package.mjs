// @ts-check
// Makes the extension's VSIX for one platform, and fails when anything is in it that should not be, or is missing.
//   npm run package                             for linux-x64
//   npm run package -- --target darwin-arm64    for another platform
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { archiveFiles } from './archive.mjs';
import { cache, openCache, root } from './paths.mjs';
import { run } from './processes.mjs';
import { built, outputs } from './products.mjs';
import { forPackage, linkedFiles, selfContained } from './readme.mjs';

const largest = 60 * 2 ** 20;

/** @param {string} target such as linux-x64 */
function binaries(target) {
  const known = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
  if (!known.includes(target))
    throw new Error(`onnxruntime-node has no ${target}: choose one of ${known.join(', ')}`);
  return target.replace('-', '/');
}

/** @param {string} target */
function expected(target) {
  const node = `node_modules/onnxruntime-node`;
  const engine = `${node}/bin/napi-v6/${binaries(target)}`;
  return {
    needed: [
      'package.json',
      'readme.md',
      'changelog.md',
      'LICENSE.txt',
      ...built,
      'media/sample/multilingual.md',
      'media/corpora/texts/en.txt',
      'media/corpora/held-out/en.txt',
      'media/corpora/LICENSE.txt',
      'media/prompts/en.txt',
      /^media\/models\/[\w-]+\/config\.json$/,
      /^media\/models\/[\w-]+\/tokenizer\.json$/,
      /^media\/models\/[\w-]+\/[\w-]+\.lape\.safetensors$/,
      /^media\/models\/[\w-]+\/onnx\/[\w-]+\.onnx$/,
      `${node}/package.json`,
      `${node}/dist/index.js`,
      `${engine}/onnxruntime_binding.node`,
      'node_modules/onnxruntime-common/package.json',
      'node_modules/onnxruntime-common/dist/cjs/package.json',
      'node_modules/onnxruntime-common/dist/cjs/index.js',
    ],
    allowed: [
      /^(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
      /^dist\/([a-z]+\.js|THIRD-PARTY-NOTICES\.txt)$/,
      /^dist\/webview\/[\w-]+\.(js|css)$/,
      /^media\/.+\.(md|svg|png|onnx|data|json|safetensors|txt)$/,
      /^media\/models\/[\w-]+\/(LICENSE|NOTICE)$/,
      /^node_modules\/onnxruntime-(node|common)\/package\.json$/,
      /^node_modules\/onnxruntime-node\/dist\/\w+\.js$/,
      /^node_modules\/onnxruntime-common\/dist\/cjs\/(package\.json|[\w-]+\.js)$/,
      new RegExp(`^${engine}/[^/]+$`),
    ],
  };
}

/**
 * Holds a package's files against what it must and may hold.
 *
 * @param {string[]} files relative to the extension's folder
 * @param {string} target such as linux-x64
 * @param {string[]} [made] what the build has made beside what it always makes: the parts that pages share
 */
export function judged(files, target, made = []) {
  const { needed, allowed } = expected(target);
  const strangers = files.filter(
    (file) => !made.includes(file) && !allowed.some((pattern) => pattern.test(file)),
  );
  const missing = [...needed, ...made].filter((wanted) =>
    typeof wanted === 'string' ? !files.includes(wanted) : !files.some((file) => wanted.test(file)),
  );
  return { strangers, missing };
}

/**
 * @param {{ target?: string, out?: string, rebuild?: boolean }} [options] rebuild: minify into dist/ first
 * @returns {Promise<{ path: string, bytes: number, files: number }>}
 * @throws {Error} where the build or the packaging fails, the archive is above 60 MB or its files are not as expected
 */
export async function packageExtension({ target = 'linux-x64', out, rebuild = true } = {}) {
  const platform = binaries(target);
  if (rebuild) await succeed(process.execPath, ['esbuild.mjs', '--production']);
  const { name, version, repository } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const path = out ?? join(root, `${name}-${target}-${version}.vsix`);
  await openCache();
  const draft = join(cache, `package-${process.pid}.vsix`);
  const ignoreFile = join(cache, `vscodeignore-${target}`);
  const ignore = await readFile(join(root, '.vscodeignore'), 'utf8');
  await writeFile(ignoreFile, ignore.replace('napi-v6/linux/x64', `napi-v6/${platform}`));
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  try {
    await succeed(process.execPath, [
      ...[vsce, 'package', '--target', target, '--out', draft, '--ignoreFile', ignoreFile],
      // With a public repository vsce completes the README's links; without one there is nothing to lead to.
      ...(repository ? [] : ['--allow-missing-repository', '--no-rewrite-relative-links']),
      ...(repository ? [] : ['--readme-path', await writeReadme()]),
    ]);
    const archive = (await archiveFiles(draft)).filter((file) => file.name.startsWith('extension/'));
    const files = archive.map((file) => file.name.slice('extension/'.length));
    const dead = archive
      .filter((file) => /^extension\/(readme|changelog)\.md$/.test(file.name))
      .flatMap((file) => linkedFiles(file.read().toString('utf8')));
    if (dead.length) throw new Error(`The package's texts link to what nobody can open: ${dead.join(', ')}`);
    const shipped = Object.keys(outputs()).filter((file) => !file.endsWith('.map'));
    const { strangers, missing } = judged(files, target, shipped);
    if (strangers.length) throw new Error(`The package holds what it should not: ${strangers.join(', ')}`);
    if (missing.length) throw new Error(`The package lacks ${missing.join(', ')}`);
    const { size } = await stat(draft);
    if (size > largest)
      throw new Error(`The package has ${megabytes(size)}, more than ${megabytes(largest)}`);
    await rename(draft, path);
    return { path, bytes: size, files: files.length };
  } finally {
    await rm(draft, { force: true });
  }
}

/** @returns {Promise<string>} the packaged README, relative to the repository */
async function writeReadme() {
  const file = join(cache, 'README.md');
  await writeFile(file, selfContained(forPackage(await readFile(join(root, 'README.md'), 'utf8'))));
  return relative(root, file);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function succeed(command, args) {
  const { code, output } = await run(command, args, { cwd: root });
  if (code !== 0) throw new Error(output.trim() || `${command} ${args[0]} ended with code ${code}`);
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({ options: { target: { type: 'string' }, out: { type: 'string' } } });
    const made = await packageExtension(values);
    console.log(`${made.path}: ${megabytes(made.bytes)}, ${made.files} files`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
