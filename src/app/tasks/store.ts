import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { partialOf } from '../../analyses/analysis';
import { writeAtomically } from '../../files/atomic';
import { takeLock } from '../../files/lock';
import { putAside } from '../../files/sealed';
import { textAt } from '../../files/whole';
import { toFailure } from '../../rpc/failure';
import { encodeRecord, readRecord, resultOf, type RunRecord } from './record';

/** Milliseconds without a report after which a window is considered dead, whatever process has its id. */
const silence = 120_000;

/** Largest record of a run, in bytes; most of it is the paths of its texts. */
const largestRecord = 1 << 26;

/** The unfinished runs of all windows, one file per run in a folder of our own. */
export class RunStore {
  /**
   * @param folder absolute; created when the first run is saved
   * @param tell receives a sentence, once, for each record that was damaged
   */
  constructor(
    private readonly folder: string,
    private readonly tell: (sentence: string) => void = () => undefined,
  ) {}

  /** In no particular order; files that are not records are left alone, and damaged ones are put aside. */
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
   * Deletes the run and what it has counted so far.
   *
   * @throws BabelscopeError `run-under-way` if another process is running it
   */
  async discard(record: RunRecord): Promise<void> {
    const result = resultOf(record);
    const release = await takeLock(`${result}.lock`, result).catch((error: unknown) => {
      if (toFailure(error).code === 'run-under-way') throw error;
      // If the folder cannot be written, no other process can be writing to it.
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

/** Whether some window is running it. */
export function isUnderWay({ state, owner, beat }: RunRecord, now = Date.now()): boolean {
  if (state !== 'running' || now - beat > silence) return false;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // Not permitted to signal it: the process exists, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
