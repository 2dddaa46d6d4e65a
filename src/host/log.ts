import { type LogOutputChannel, window } from 'vscode';

/** The output channel that *Babelscope: Show Log* shows. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Babelscope', { log: true });
}
