import { BabelscopeError, toFailure } from '../rpc/failure';
import { table } from './command';
import { ablateCommand } from './ablate';
import { countCommand } from './count';
import { downloadCommand } from './download';
import { generateCommand } from './generate';
import { inspectCommand } from './inspect';
import { version } from './installation';
import { mergeCommand } from './merge';
import { reportCommand } from './report';
import { scoreCommand } from './score';
import { explain, warn } from './standard-error';
import { sweepCommand } from './sweep';
import { endOfReading, print } from './standard-output';
import { UsageError } from './usage';

const commands = [
  inspectCommand,
  generateCommand,
  sweepCommand,
  countCommand,
  mergeCommand,
  scoreCommand,
  ablateCommand,
  reportCommand,
  downloadCommand,
];

/**
 * Runs a command and prints its failure on standard error; the exit code distinguishes usage errors (2) from
 * failures (1).
 */
async function main(argv: string[]): Promise<number> {
  const [first, ...rest] = argv;
  const help = first === 'help' || first === '--help' || first === '-h';
  const name = help ? rest[0] : first;
  try {
    expectFolder();
    if (first === '--version') {
      print(`${version()}\n`);
      return 0;
    }
    if (name === undefined) {
      if (help) print(overview());
      else explain(overview());
      return help ? 0 : 2;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (!command) throw new UsageError(noCommand(name));
    if (help || asksForHelp(rest)) print(command.help);
    else await command.run(rest);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      const known = commands.some((command) => command.name === name);
      const where = known ? `babelscope ${name} --help` : 'babelscope --help';
      warn(error.message);
      explain(`Run “${where}” for what it takes.\n`);
      return 2;
    }
    warn(toFailure(error).message);
    return 1;
  }
}

/** Relative paths need a working directory. */
function expectFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    throw new BabelscopeError(
      'storage-unwritable',
      'The folder that this command was started in is gone. Change to another one and run it again.',
      { cause: error },
    );
  }
}

/** `--help` anywhere among a command's options. */
function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

function noCommand(name: string): string {
  if (name.startsWith('-')) return `“${name}” comes after a command, such as inspect.`;
  return `There is no command “${name}”; there are ${commands.map((command) => command.name).join(', ')}.`;
}

function overview(): string {
  return `Babelscope shows which languages' neurons fire in a multilingual language model.

Usage
${table(commands.map(({ usage, summary }) => [`babelscope ${usage}`, summary]))}

  babelscope COMMAND --help   what a command takes
  babelscope --version        which Babelscope this is

Results go to standard output, everything else to standard error. The exit code is 0 for success, 1 for a failure,
2 for arguments that are not understood.
`;
}

// The terminal was closed.
process.stdout.on('error', endOfReading);
// Standard error is closed, so this cannot be reported; the exit code stays.
process.stderr.on('error', () => undefined);

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
