// @ts-check
// The training recipe on toy data: a Python environment with the recipe's pinned packages, then training/smoke.py.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, openCache, root } from './paths.mjs';
import { run } from './processes.mjs';

/** @typedef {import('./reporter.mjs').Report} Report */

/**
 * Trains, exports and checks a toy model.
 * @param {string} folder empty; what is made stays there
 * @returns {Promise<{ expected: string, python: string }>} the file that says what torch makes of the model, and the
 *   Python that has the recipe's packages
 */
export async function runRecipe(folder) {
  const python = await environment();
  const { code } = await run(python, [join(root, 'training/smoke.py'), '--keep', folder], {
    cwd: root,
    show: true,
  });
  if (code !== 0) throw new Error('The training recipe failed on toy data: see above.');
  return { expected: join(folder, 'expected.json'), python };
}

/** Some gigabytes, made once for each list of packages: torch comes with its GPU libraries. */
async function environment() {
  const requirements = join(root, 'training/requirements.txt');
  const version = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  await openCache();
  const folder = join(cache, `python-${version}`);
  const python = join(folder, 'bin/python');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    console.log('Installing the training recipe’s Python packages, some gigabytes…');
    await rm(folder, { recursive: true, force: true });
    await must('python3', ['-m', 'venv', folder], 'Install Python 3.11 or later with its venv module.');
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--disable-pip-version-check'];
    await must(python, [...pip, '-r', requirements], 'Check the network and the disk.');
    await writeFile(complete, '');
  }
  return python;
}

/** @param {string} program @param {string[]} args @param {string} advice */
async function must(program, args, advice) {
  const { code, output } = await run(program, args, { cwd: root });
  if (code !== 0) throw new Error(`${output.trim().split('\n').slice(-3).join('\n')}\n${advice}`);
}
