import { toFailure } from '../protocol/failure';
import { countCommand } from './count';
import { inspectCommand } from './inspect';
import { UsageError } from './usage';

/** Says what a run did wrong on standard error; the exit code tells usage errors (2) from failures (1). */
async function main(argv: string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    process.stdout.write(help);
    return command === undefined ? 2 : 0;
  }
  try {
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!run) throw new UsageError(`There is no command “${command}”.`);
    await run(rest);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`babelscope: ${error.message}\nRun “babelscope help” for the commands.\n`);
      return 2;
    }
    process.stderr.write(`babelscope: ${toFailure(error).message}\n`);
    return 1;
  }
}

const commands: Record<string, (args: string[]) => Promise<void>> = {
  inspect: inspectCommand,
  count: countCommand,
};

const help = `Babelscope shows which languages' neurons fire in a multilingual language model.

Usage
  babelscope inspect TEXT [--json]       tokens of TEXT with their language activity ("-" reads standard input)
  babelscope count FOLDER --out ATLAS    count language neurons over en.txt, fr/*.txt, … in FOLDER

Options
  --model FOLDER          a model in Hugging Face layout (default: the bundled one)
  --atlas FILE            its atlas (default: the one in the model's folder)
  --threads N             threads of one forward pass (default: onnxruntime's choice)
  --top-rate, --filter-rate, --activation-bar X
                          LAPE's thresholds (default 0.01, 0.95, 0.95)
  --tokens N              count: tokens per language (default 100000)
  --languages en,fr,…     count: only these, in this order
  --json                  one JSON object on standard output, nothing else
`;

// A full disk or a closed pipe behind standard output is told like any other failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE')
    process.stderr.write(`babelscope: The output cannot be written: ${error.message}.\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
