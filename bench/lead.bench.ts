import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Supervisor } from '../src/client/supervisor';
import { createSupervisor } from '../src/client/supervisor';
import { integerBelow, seededRandom } from '../src/lape/random';
import { modelAt } from '../src/model/catalogue';
import type { ModelReference } from '../src/model/reference';
import { proportion } from '../src/results/proportion';
import type { ForeignWord, Led, Share } from './lead';
import { ledTokens, ranking, shareOver } from './lead';

/** Which languages lead where they should, at the default thresholds. */
export interface LeadReport {
  /** Of the weights, as the model's training.json names them. */
  of: string | undefined;
  foreign: {
    all: Share;
    /** Where the guest is at least more active than the host. */
    overHost: Share;
    guests: Record<string, Share>;
    misses: (ForeignWord & { leads: string })[];
  };
  heldout?: {
    /** Mean over languages. */
    all: number;
    withLetter: number;
    languages: Record<string, { tokens: Share; withLetter: Share; texts: Share }>;
  };
}

/**
 * Reads foreign words and held-out text with a model.
 *
 * @param folder the model's, with its atlas
 * @param heldout a folder of `<language>.txt`, a paragraph a line; undefined: only the foreign words
 * @param tokens of held-out text a language, or a few more
 */
export async function run(folder: string, heldout: string | undefined, tokens: number): Promise<LeadReport> {
  const storage = await mkdtemp(join(tmpdir(), 'babelscope-lead-'));
  const supervisor = createSupervisor({
    engineFile: resolve('dist/engine.js'),
    storage,
    settings: () => ({ threads: 0, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
    log: () => undefined,
  });
  try {
    const model = await modelAt(folder);
    const training = await readFile(join(folder, 'training.json'), 'utf8').catch(() => '{}');
    const report: LeadReport = {
      of: (JSON.parse(training) as { weights?: string }).weights,
      foreign: await foreignWords(supervisor, model),
    };
    if (heldout !== undefined) report.heldout = await heldOut(supervisor, model, heldout, tokens);
    return report;
  } finally {
    supervisor.dispose();
    await rm(storage, { recursive: true, force: true });
  }
}

async function foreignWords(supervisor: Supervisor, model: ModelReference): Promise<LeadReport['foreign']> {
  const cases = JSON.parse(await readFile(resolve('training/foreign.json'), 'utf8')) as ForeignWord[];
  const ranked: { of: ForeignWord; languages: string[] }[] = [];
  for (const group of groups(cases, ({ text }) => text)) {
    const inspection = await supervisor.call(model, 'inspect', { texts: group.map(({ text }) => text) });
    group.forEach((of, index) => {
      const from = of.text.indexOf(of.word);
      ranked.push({ of, languages: ranking(inspection, index, from, from + of.word.length) });
    });
  }
  const isLed = ({ of, languages }: (typeof ranked)[number]) => languages[0] === of.guest;
  const isOverHost = ({ of, languages }: (typeof ranked)[number]) =>
    languages.indexOf(of.guest) < languages.indexOf(of.host);
  const share = (of: typeof ranked, holds: (row: (typeof ranked)[number]) => boolean): Share => {
    const { rate, trials, low, high } = proportion(of.filter(holds).length, of.length);
    return { share: rate, n: trials, low, high };
  };
  const guests = [...new Set(cases.map(({ guest }) => guest))];
  return {
    all: share(ranked, isLed),
    overHost: share(ranked, isOverHost),
    guests: Object.fromEntries(
      guests.map((guest) => [
        guest,
        share(
          ranked.filter(({ of }) => of.guest === guest),
          isLed,
        ),
      ]),
    ),
    misses: ranked
      .filter((row) => !isLed(row))
      .map(({ of, languages }) => ({ ...of, leads: languages[0] ?? '' })),
  };
}

async function heldOut(
  supervisor: Supervisor,
  model: ModelReference,
  folder: string,
  tokens: number,
): Promise<NonNullable<LeadReport['heldout']>> {
  const { languages } = await supervisor.call(model, 'inspect', { texts: ['.'] });
  const found: [string, { tokens: Share; withLetter: Share; texts: Share }][] = [];
  for (const language of languages) {
    const lines = (await readFile(join(folder, `${language}.txt`), 'utf8')).split('\n').filter(Boolean);
    const led = await ledIn(supervisor, model, shuffled(lines), language, tokens);
    found.push([
      language,
      {
        tokens: shareOver(led.map((row) => ({ hits: row.led, of: row.tokens }))),
        withLetter: shareOver(led.map((row) => ({ hits: row.ledWithLetter, of: row.withLetter }))),
        texts: shareOver(led.map(({ asWhole }) => ({ hits: Number(asWhole), of: 1 }))),
      },
    ]);
  }
  const mean = (of: 'tokens' | 'withLetter') =>
    found.reduce((sum, [, row]) => sum + row[of].share, 0) / found.length;
  return { all: mean('tokens'), withLetter: mean('withLetter'), languages: Object.fromEntries(found) };
}

/** As many of the lines as have `tokens` tokens. */
async function ledIn(
  supervisor: Supervisor,
  model: ModelReference,
  lines: readonly string[],
  language: string,
  tokens: number,
): Promise<Led[]> {
  const found: Led[] = [];
  let read = 0;
  for (const texts of groups(lines, (line) => line)) {
    if (read >= tokens) break;
    const inspection = await supervisor.call(model, 'inspect', { texts });
    found.push(...ledTokens(inspection, texts, language));
    read += inspection.ids.length;
  }
  return found;
}

/** So many at a time that the engine takes them at once, even at a token a byte. */
function groups<T>(items: readonly T[], text: (item: T) => string): T[][] {
  const out: T[][] = [];
  let size = Infinity;
  for (const item of items) {
    const bytes = Buffer.byteLength(text(item));
    if (size + bytes > 4000) {
      out.push([]);
      size = 0;
    }
    out[out.length - 1].push(item);
    size += bytes;
  }
  return out;
}

/** In an order that is the same each time (Fisher and Yates). */
function shuffled(lines: readonly string[]): string[] {
  const out = [...lines];
  const random = seededRandom(1);
  for (let i = out.length - 1; i > 0; i--) {
    const other = integerBelow(random, i + 1);
    [out[i], out[other]] = [out[other], out[i]];
  }
  return out;
}
