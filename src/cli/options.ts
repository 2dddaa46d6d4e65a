import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './usage';

/** What the commands' arguments have in common, read and checked. */
export interface Options {
  positionals: string[];
  json: boolean;
  model: string | undefined;
  atlas: string | undefined;
  out: string | undefined;
  threads: number;
  tokens: number;
  /** Which languages to count, in this order; undefined: all there are. */
  languages: string[] | undefined;
  thresholds: { topRate: number; filterRate: number; activationBar: number };
}

/** @throws UsageError in one sentence */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const rate = (text: string, name: string) => number(text, name, 0, 1);
  return {
    positionals,
    json: values.json,
    model: values.model === undefined ? undefined : resolve(values.model),
    atlas: values.atlas === undefined ? undefined : resolve(values.atlas),
    out: values.out === undefined ? undefined : resolve(values.out),
    threads: number(values.threads, 'threads', 0, 256),
    tokens: number(values.tokens, 'tokens', 1, 1e12),
    languages: values.languages?.split(',').map((tag) => tag.trim()),
    thresholds: {
      topRate: rate(values['top-rate'], 'top-rate'),
      filterRate: rate(values['filter-rate'], 'filter-rate'),
      activationBar: rate(values['activation-bar'], 'activation-bar'),
    },
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        model: { type: 'string' },
        atlas: { type: 'string' },
        out: { type: 'string' },
        threads: { type: 'string', default: '0' },
        tokens: { type: 'string', default: '100000' },
        languages: { type: 'string' },
        'top-rate': { type: 'string', default: '0.01' },
        'filter-rate': { type: 'string', default: '0.95' },
        'activation-bar': { type: 'string', default: '0.95' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split('\n')[0] : String(error));
  }
}

function number(text: string, name: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} is a number from ${least} to ${most}, not “${text}”.`);
  }
  return value;
}
