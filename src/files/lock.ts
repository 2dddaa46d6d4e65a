import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { checked } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';
import { unwritable } from './atomic';
import { readWhole, textAt } from './whole';

const holder = v.object({
  pid: v.number(),
  /** The process that started it: an engine whose host has gone ends after its forward pass. */
  parent: v.number(),
  /** When the two started, if the system tells: process ids are reused. */
  born: v.nullable(v.string()),
  parentBorn: v.nullable(v.string()),
  host: v.string(),
});
type Holder = v.InferOutput<typeof holder>;

/** Size limit of a lock file, in bytes. */
const largest = 1 << 12;
/** Milliseconds between two heartbeats, for machines that share the folder. */
const beat = 60_000;
/**
 * Milliseconds without a heartbeat after which a process on another machine counts as dead: one forward pass
 * can take minutes.
 */
const silence = 15 * 60_000;
/** How long to wait for a process that is about to end, in milliseconds. */
const patience = 60_000;

/**
 * Records, in a file beside an output, that this process is writing it. A lock left by a dead process, or by
 * this process itself, is replaced.
 *
 * @param file the lock, absolute, in an existing folder
 * @param output what is written, for the message
 * @returns the function that releases it
 * @throws BabelscopeError `run-under-way` if a living process is writing it, `storage-unwritable`
 */
export async function takeLock(file: string, output: string): Promise<() => Promise<void>> {
  const words = JSON.stringify(await ourselves());
  for (const begun = performance.now(); !(await claim(file, words));) {
    const found = await readLock(file);
    const waited = performance.now() - begun;
    if (!found) await expectSoon(file, waited);
    else if (!found.holder || !(await isAlive(found.holder, found.mtime))) await clear(file, found.text);
    else if ((await isEnding(found.holder)) && waited < patience) await setTimeout(100);
    else throw held(file, output, found.holder);
  }
  const beating = setInterval(() => {
    const now = new Date();
    void utimes(file, now, now).catch(() => undefined);
  }, beat).unref();
  return async () => {
    clearInterval(beating);
    if ((await readLock(file))?.text === words) await rm(file, { force: true }).catch(() => undefined);
  };
}

/** Atomically, and only if it does not exist. */
async function claim(file: string, words: string): Promise<boolean> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(draft, words);
    // Not every file system has links; without them the file is briefly visible before its content.
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw error;
      return writeFile(file, words, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(dirname(file), error);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/**
 * A lock that cannot be read is either just being released, or is not a lock, such as a folder of that name.
 */
async function expectSoon(file: string, waited: number): Promise<void> {
  if (waited > 2000) throw unwritable(dirname(file), new Error(`${basename(file)} cannot be read`));
  await setTimeout(20);
}

/** Removes an abandoned lock, unless another process has just done so and put its own there. */
async function clear(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}.old`;
  try {
    await rename(file, aside);
    if ((await textAt(aside, largest)) !== text) await link(aside, file).catch(() => undefined);
    await rm(aside, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unwritable(dirname(file), error);
  }
}

interface Found {
  text: string;
  /** Undefined if it is not a lock, such as one whose content a disk has lost. */
  holder: Holder | undefined;
  mtime: number;
}

/** Undefined if it no longer exists. */
async function readLock(file: string): Promise<Found | undefined> {
  try {
    const text = new TextDecoder().decode(await readWhole(file, largest));
    const { mtimeMs } = await stat(file);
    return { text, holder: holderIn(text), mtime: mtimeMs };
  } catch {
    return undefined;
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    return checked(holder, JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function ourselves(): Promise<Holder> {
  const { pid, ppid } = process;
  return { pid, parent: ppid, born: await bornOf(pid), parentBorn: await bornOf(ppid), host: hostname() };
}

async function isAlive({ pid, born, host }: Holder, mtime: number): Promise<boolean> {
  if (host !== hostname()) return Date.now() - mtime < silence;
  // A lock written before the machine started belongs to no living process.
  if (pid === process.pid || mtime < Date.now() - 1000 * uptime() - beat) return false;
  return lives(pid, born);
}

async function isEnding({ parent, parentBorn, host }: Holder): Promise<boolean> {
  return host === hostname() && !(await lives(parent, parentBorn));
}

async function lives(pid: number, born: string | null): Promise<boolean> {
  let foreign = false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not permitted to signal it: the process exists, but belongs to another user.
    if (codeOf(error) !== 'EPERM') return false;
    foreign = true;
  }
  const now = await bornOf(pid);
  if (now === null) return foreign || process.platform !== 'linux';
  return born === null || born === now;
}

/**
 * When a process started, in kernel ticks; null if that cannot be determined, and for a zombie. (Linux:
 * fields 3 and 22 of /proc/PID/stat; the second may contain spaces, in parentheses.)
 */
async function bornOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.length > 19 && fields[0] !== 'Z' ? fields[19] : null;
}

function held(file: string, output: string, { pid, host }: Holder): BabelscopeError {
  const where = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  return new BabelscopeError(
    'run-under-way',
    `${basename(output)} is being written by another run (${where}). Wait for it, or choose another name; if there is no such run any more, delete ${file}.`,
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
