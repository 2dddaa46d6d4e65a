// @ts-check
import { existsSync } from 'node:fs';
import { run } from './processes.mjs';

/** Whether packages can be installed here without asking anybody. */
export const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/**
 * @param {string[]} packages of Debian or Ubuntu
 * @returns {Promise<string>} what apt said last, for where they are not there afterwards
 */
export async function install(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update', '-q'], { env });
  const added = await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], {
    env,
  });
  return (added.output || updated.output).trim().split('\n').at(-1) ?? '';
}
