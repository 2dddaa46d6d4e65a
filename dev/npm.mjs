// @ts-check
import { run } from './processes.mjs';

/**
 * Runs the npm client: the one that runs this script where there is one, else the one on the PATH.
 * @param {string[]} args
 * @param {{ cwd: string }} options
 * @returns {Promise<string>} its output
 * @throws {Error} one line: the client's own first complaint and the next step
 */
export async function npm(args, { cwd }) {
  const script = process.env.npm_execpath?.endsWith('.js') ? [process.env.npm_execpath] : undefined;
  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = script
    ? await run(process.execPath, [...script, ...args, ...flags], { cwd })
    : await run('npm', [...args, ...flags], { cwd });
  if (code === 0) return output;
  const complaint = output.split('\n').find((line) => /error|ERR!/i.test(line)) ?? output;
  throw new Error(
    `npm ${args[0]} failed (${complaint.trim().slice(0, 200) || `exit code ${code}`}). ` +
      'Check the network and the registry (npm config get registry), then run the same command again.',
  );
}
