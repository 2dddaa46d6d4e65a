import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { partialOf } from '../../analyses/analysis';
import { writeAtomically } from '../../files/atomic';
import { takeLock } from '../../files/lock';
import { putAside } from '../../files/sealed';
import { textAt } from '../../files/whole';
import { toFailure } from '../../rpc/failure';
import { encodeRecord, readRecord, resultOf, type RunRecord } from './record';

/** Milliseconds after which a window that said nothing of its run is taken for dead, whatever process has its number. */
const silence = 120_000;

/** Bytes of what is kept of a run: the paths of its texts. */
const largestRecord = 1 << 26;

/** The unfinished runs of all windows, one file each in a folder of our own. */
export class RunStore {
  /**
   * @param folder absolute; made when the first run is kept
   * @param tell told once of each that was damaged, in a sentence
   */
  constructor(
    private readonly folder: string,
    private readonly tell: (sentence: string) => void = () => undefined,
  ) {}

  /** In no particular order; files that are no records are left alone, and damaged ones are put aside. */
  async all(): Promise<RunRecord[]> {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.filter((name) => name.endsWith('.json'));
    const read = await Promise.all(
      files.map(async (name) => {
        const text = await textAt(join(this.folder, name), largestRecord);
        const record = text === undefined ? undefined : readRecord(text);
        if (record !== 'damaged') return record;
        await this.#putAside(join(this.folder, name));
        return undefined;
      }),
    );
    return read.filter((record) => record !== undefined);
  }

  async #putAside(file: string): Promise<void> {
    const aside = await putAside(file);
    if (aside !== undefined)
      this.tell(
        `What was kept of an unfinished run is damaged (${aside}). Start the run again with the same texts, settings and file: it goes on where it stopped.`,
      );
  }

  /** @throws BabelscopeError `storage-unwritable` */
  async keep(record: RunRecord): Promise<void> {
    await writeAtomically(this.#file(record), encodeRecord(record));
  }

  async forget(record: RunRecord): Promise<void> {
    await rm(this.#file(record), { force: true });
  }

  /**
   * Forgets the run, and what it has counted so far.
   *
   * @throws BabelscopeError `run-under-way` where another process goes on with it
   */
  async discard(record: RunRecord): Promise<void> {
    const result = resultOf(record);
    const release = await takeLock(`${result}.lock`, result).catch((error: unknown) => {
      if (toFailure(error).code === 'run-under-way') throw error;
      // Where nothing can be written there is nobody who writes.
      return undefined;
    });
    await rm(partialOf(result), { force: true, recursive: true });
    await release?.();
    await this.forget(record);
  }

  #file({ id }: RunRecord): string {
    return join(this.folder, `${id}.json`);
  }
}

/** Whether some window is at it. */
export function isUnderWay({ state, owner, beat }: RunRecord, now = Date.now()): boolean {
  if (state !== 'running' || now - beat > silence) return false;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // A process of somebody else's is one all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
