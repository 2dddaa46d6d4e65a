import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CountRequest } from '../../src/analyses/count/declaration';
import { checkpointOf } from '../../src/analyses/count/engine/checkpoint';
import type { RunRecord } from '../../src/app/tasks/record';
import { RunStore } from '../../src/app/tasks/store';
import { createSupervisor } from '../../src/client/supervisor';
import { textsOf } from '../../src/engine/known-corpus';
import type { ModelReference } from '../../src/model/reference';
import { openSweepFolder } from '../../src/results/sweep/folder';
import { toFailure } from '../../src/rpc/failure';
import { accidents, damaged, seeded } from '../damage';
import type { Tally } from './workshop';
import { inWorkshop, isSentence, tally } from './workshop';

export const full = 200;

/** Bits that flip, pages that are lost and files that are cut in everything that is kept between two runs. */
export function run(times: number): Promise<Tally[]> {
  return inWorkshop(async ({ folder, babelscope, count, numbers }) => {
    const model: ModelReference = {
      name: 'tiny',
      folder: join(folder, 'model'),
      atlas: undefined,
      origin: 'folder',
    };
    const random = seeded(times);
    const accident = (turn: number) => (turn % 3 === 2 ? accidents[1 + (turn % 4)] : accidents[0]);
    await count('whole.safetensors');
    const whole = await numbers('whole.safetensors');

    const checkpoint = tally('checkpoint damaged: noticed, said, and the run comes to the same');
    const kept = join(folder, 'made.safetensors.partial');
    const corpora = ['en', 'fr'].map((language) => ({
      language,
      files: [join(folder, 'texts', `${language}.txt`)],
    }));
    const request = { corpora, tokensPerLanguage: 150_000, file: join(folder, 'made.safetensors'), seed: 0 };
    await stopped(folder, model, request);
    const sound = await readFile(kept);
    const { asked } = JSON.parse(metadataOf(sound)['run']) as { asked: string };
    const texts = await textsOf(corpora);
    const read = async () => {
      const found = await checkpointOf(request.file).read(asked, texts);
      return found === undefined || found === 'damaged' ? found : JSON.stringify([...found.atlas.overZero]);
    };
    const before = await read();
    for (let turn = 0; turn < times; turn++) {
      const bad = damaged(sound, accident(turn), random);
      if (bad) await writeFile(kept, bad);
      else await rm(kept, { force: true });
      const found = await read();
      const noticed = found === 'damaged' || (bad === undefined ? found === undefined : found === before);
      checkpoint.judge(noticed, `turn ${turn}`);
    }
    for (let turn = 0; turn < Math.max(1, times / 20); turn++) {
      await writeFile(kept, damaged(sound, 'flipped', random)!);
      const { code, out, err } = await count('made.safetensors');
      const said = /was damaged/.test(err) || (JSON.parse(out) as { resumed: number }).resumed > 0;
      checkpoint.judge(
        code === 0 && said && (await numbers('made.safetensors')) === whole,
        `run ${turn}: ${err}`,
      );
    }

    const atlases = tally('atlas damaged: one sentence, or what it says is the same');
    const good = await readFile(join(folder, 'whole.safetensors'));
    const table = await babelscope(['score', 'whole.safetensors', '--json']);
    for (let turn = 0; turn < Math.ceil(times / 5); turn++) {
      await writeFile(
        join(folder, 'bad.safetensors'),
        damaged(good, turn % 4 === 3 ? 'zeroed' : 'flipped', random)!,
      );
      const { code, out, err } = await babelscope(['score', 'bad.safetensors', '--json']);
      atlases.judge(code === 0 ? out === table.out : isSentence(err), `turn ${turn}: ${err}`);
    }

    const cache = tally('cache damaged: written anew, and the same comes out');
    const score = () =>
      babelscope([
        'generate',
        'The rain',
        '--model',
        'model',
        '--atlas',
        'whole.safetensors',
        '--max-tokens',
        '4',
        '--json',
      ]);
    const expected = await score();
    const [place] = await readdir(join(folder, 'cache/babelscope/variants'));
    const variants = join(folder, 'cache/babelscope/variants', place);
    for (let turn = 0; turn < Math.ceil(times / 5); turn++) {
      const names = await readdir(variants);
      const file = join(variants, names[random(names.length)]);
      const bad = damaged(await readFile(file), accident(turn), random);
      if (bad) await writeFile(file, bad);
      else await rm(file);
      const { code, out, err } = await score();
      cache.judge(code === 0 && timeless(out) === timeless(expected.out), `turn ${turn}, ${file}: ${err}`);
    }

    const rows = tally(
      'rows of a sweep damaged: those that are read are as they were, and what is missing is said',
    );
    for (const language of ['en', 'fr'])
      await writeFile(join(folder, `${language}.txt`), 'The rain\nWe went back\nTo work\n');
    const sweep = ['sweep', 'en.txt', 'fr.txt', '--model', 'model', '--atlas', 'whole.safetensors'];
    const more = [
      '--max-tokens',
      '2',
      '--top-rate',
      '0.5',
      '--filter-rate',
      '0.01',
      '--activation-bar',
      '0.01',
    ];
    const swept = (out: string) => babelscope([...sweep, ...more, '--out', out, '--json']);
    await swept('swept');
    const { checksum: _, ...settings } = JSON.parse(
      await readFile(join(folder, 'swept/sweep.json'), 'utf8'),
    ) as Record<string, unknown>;
    const opened = async (name: string) => {
      const { rows: found, damage, close } = await openSweepFolder(join(folder, name), settings);
      await close();
      return { found: new Map([...found].map(([id, row]) => [id, JSON.stringify(row)])), damage };
    };
    const { found: wholeRows } = await opened('swept');
    for (let turn = 0; turn < times; turn++) {
      await rm(join(folder, 'bad'), { recursive: true, force: true });
      await cp(join(folder, 'swept'), join(folder, 'bad'), { recursive: true });
      const file = join(folder, 'bad', turn % 4 === 3 ? 'sweep.json' : 'rows.jsonl');
      const bad = damaged(await readFile(file), accident(turn), random);
      if (bad) await writeFile(file, bad);
      else await rm(file);
      const outcome = await opened('bad').catch((error: unknown) => toFailure(error));
      // A header of other settings is refused: nothing of it is mixed in.
      rows.judge(
        'found' in outcome
          ? [...outcome.found].every(([id, row]) => wholeRows.get(id) === row) &&
              (outcome.found.size === wholeRows.size || outcome.damage !== undefined || cutAtLine(bad))
          : outcome.code === 'storage-unwritable',
        `turn ${turn}: ${'found' in outcome ? `${outcome.found.size} of ${wholeRows.size}` : outcome.message}`,
      );
    }
    const report = await readFile(join(folder, 'swept/report.json'), 'utf8');
    for (let turn = 0; turn < Math.max(1, times / 20); turn++) {
      await rm(join(folder, 'bad'), { recursive: true, force: true });
      await cp(join(folder, 'swept'), join(folder, 'bad'), { recursive: true });
      const file = join(folder, 'bad/rows.jsonl');
      await writeFile(file, damaged(await readFile(file), 'flipped', random)!);
      const { code, err } = await swept('bad');
      const same = code === 0 && (await readFile(join(folder, 'bad/report.json'), 'utf8')) === report;
      rows.judge(same && /damaged/.test(err), `run ${turn}: ${err}`);
    }

    const records = tally('record of a run damaged: put aside and said, or as it was');
    const shelf = join(folder, 'records');
    await mkdir(shelf);
    const record: RunRecord = {
      id: 'made',
      asked: { method: 'count', request },
      model,
      ...{ texts: 'texts', done: 7, total: 150_000, state: 'running', owner: 1, beat: 1, offered: false },
    };
    for (let turn = 0; turn < times; turn++) {
      const told: string[] = [];
      const store = new RunStore(shelf, (sentence) => told.push(sentence));
      await store.keep(record);
      const file = join(shelf, 'made.json');
      const bad = damaged(await readFile(file), accident(turn), random);
      if (bad) await writeFile(file, bad);
      else await rm(file);
      const [found] = await store.all();
      records.judge(
        found === undefined
          ? told.length === 1 || bad === undefined
          : JSON.stringify(found) === JSON.stringify(record),
        `turn ${turn}: ${JSON.stringify(found)} ${told.join()}`,
      );
    }
    return [checkpoint, atlases, cache, rows, records];
  });
}

/** A file of lines that ends with one: there is nothing in it that could be missed. */
function cutAtLine(bad: Buffer | undefined): boolean {
  return bad === undefined || bad.length === 0 || bad.at(-1) === 0x0a;
}

/** Begins a run and stops it when it has counted something, so that its checkpoint lies there. */
async function stopped(folder: string, model: ModelReference, request: CountRequest): Promise<void> {
  const supervisor = createSupervisor({
    engineFile: resolve('dist/engine.js'),
    storage: join(folder, 'cache/babelscope'),
    settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
    log: () => undefined,
  });
  const stop = new AbortController();
  const onProgress = ({ done }: { done: number }) => {
    if (done > 0) stop.abort();
  };
  try {
    await supervisor.call(model, 'count', request, { stop: stop.signal, onProgress }).catch(() => undefined);
  } finally {
    supervisor.dispose();
  }
}

function metadataOf(file: Buffer): Record<string, string> {
  const header: unknown = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE())));
  return (header as { __metadata__: Record<string, string> }).__metadata__;
}

/** A result without how long it took. */
function timeless(out: string): string {
  return out.replace(/"\w*([mM]illiseconds|[sS]econd)\w*":[\d.e+-]+/g, '');
}
