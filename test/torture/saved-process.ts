// Reads a saved result as the editor does, in a process of its own: `saved-process.js FILE`. Ends as the command line.
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { readSaved } from '../../src/app/saved/read';
import { BabelscopeError, toFailure } from '../../src/rpc/failure';

const [file] = process.argv.slice(2);
void readFile(file)
  .then((bytes) => readSaved(bytes, basename(file), resolve(__dirname, '../../../dist/saved.js')))
  .then(({ content }) => {
    if (content.failure) throw new BabelscopeError(content.failure.code, content.failure.message);
  })
  .catch((error: unknown) => {
    process.stderr.write(`babelscope: ${toFailure(error).message}\n`);
    process.exitCode = 1;
  });
