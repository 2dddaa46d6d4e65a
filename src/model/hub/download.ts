import { existsSync } from 'node:fs';
import { readdir, rm, statfs } from 'node:fs/promises';
import { join, normalize, relative, sep } from 'node:path';
import * as v from 'valibot';
import { check } from '../../input/shape';
import { unwritable, writeAtomically } from '../../files/atomic';
import { makeFolder } from '../../files/folder';
import { textAt } from '../../files/whole';
import { BabelscopeError } from '../../rpc/failure';
import type { Hub } from './endpoint';
import { fetchFile, isWhole, sizeOf } from './file';
import type { Listing } from './listing';
import type { RequestOptions } from './request';
import type { Variant, WantedFile } from './variants';
import { weightsOf } from './weights';

/** Stored with a download's files: a description of what the folder holds. */
const record = '.babelscope-download.json';
/** Size limit in bytes: it lists the files of a model. */
const largestRecord = 1 << 24;

const shape = v.object({
  format: v.literal('babelscope-download'),
  repository: v.string(),
  /** Folder within the repository that it came from; absent in downloads by earlier versions. */
  origin: v.optional(v.string()),
  revision: v.string(),
  /** Targets of all its variants that are complete. */
  files: v.array(v.string()),
  /** Other files downloaded once, from another revision or changed since, which may be replaced. */
  older: v.optional(v.array(v.string()), []),
  complete: v.boolean(),
});
/** The record of a download in its folder. */
export type DownloadRecord = v.InferOutput<typeof shape>;

export interface DownloadRequest {
  hub: Hub;
  listing: Listing;
  /** From the listing. */
  variant: Variant;
  /** The model's folder, absolute. */
  folder: string;
}

export interface DownloadOptions extends RequestOptions {
  /**
   * Bytes so far over all files, including earlier attempts. The total may grow when the graph names further
   * files.
   */
  onProgress(done: number, total: number): void;
  /** Free space where a folder is, in bytes. */
  freeBytes?(folder: string): Promise<number>;
}

/**
 * Downloads one graph with everything needed to use it. If interrupted, what has arrived stays, and the next
 * attempt resumes from it. Every file is verified against the Hub's checksum before it is renamed to its
 * final name. Weights under other names are found in the graph and fetched too.
 *
 * @returns bytes of all its files
 * @throws BabelscopeError `hub-unreachable`, `hub-refused`, `download-broken`, `storage-unwritable`,
 * `cancelled`
 */
export async function download(request: DownloadRequest, options: DownloadOptions): Promise<number> {
  const { hub, listing, variant, folder } = request;
  const { repository, revision } = listing;
  const before = await readRecord(folder);
  if (before && before.repository !== repository)
    throw new BabelscopeError(
      'storage-unwritable',
      `${folder} holds the model ${before.repository}. Choose another folder.`,
    );
  if (before?.origin !== undefined && before.origin !== variant.origin)
    throw new BabelscopeError(
      'storage-unwritable',
      `${folder} holds what lies in ${before.origin} of ${repository}. Choose another folder.`,
    );
  const known = new Set([...(before?.files ?? []), ...(before?.older ?? [])]);
  const own = before ? [] : await findWanted(folder, variant.files);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw unwritable(folder, error);
  }
  // Files from different revisions of the repository are not mixed.
  const done = new Set(before?.revision === revision ? before.files : own);
  const wanted: WantedFile[] = [];
  const there = new Map<string, number>();
  const sum = () => [...there.values()].reduce((total, bytes) => total + bytes, 0);
  const total = () => wanted.reduce((total, { bytes }) => total + bytes, 0);
  const want = async (files: readonly WantedFile[]) => {
    for (const file of files) {
      const { target, bytes } = file;
      if (there.has(target)) continue;
      const place = join(folder, target);
      if (before && !known.has(target) && existsSync(place)) {
        if (!(await isWhole(file, place))) throw foreign(folder, target);
        done.add(target);
      }
      const whole = done.has(target) && (await sizeOf(place)) === bytes;
      if (!whole) done.delete(target);
      there.set(target, whole ? bytes : Math.min(bytes, await sizeOf(`${place}.part`)));
      wanted.push(file);
    }
    await expectRoom(folder, total() - sum(), options.freeBytes ?? freeBytes);
  };
  await want(variant.files);
  const keep = (complete: boolean) => {
    const kept: DownloadRecord = {
      format: 'babelscope-download',
      repository,
      origin: variant.origin,
      revision,
      files: [...done],
      older: [...known].filter((target) => !done.has(target)),
      complete,
    };
    return writeAtomically(join(folder, record), `${JSON.stringify(kept, null, 1)}\n`);
  };
  // A graph that is already complete stays usable while another is downloaded.
  const usable = before?.complete === true && before.revision === revision;
  await keep(usable);
  options.onProgress(sum(), total());
  // The list grows when the graph names more.
  for (const file of wanted) {
    const place = join(folder, file.target);
    if (!done.has(file.target)) {
      await fetchFile({ hub, repository, revision }, file, place, {
        ...options,
        onBytes: (bytes) => {
          there.set(file.target, bytes);
          options.onProgress(sum(), total());
        },
      });
      done.add(file.target);
      await keep(usable);
    }
    if (file.path === variant.graph) await want(await weightsOf(listing, file, place));
  }
  await keep(true);
  return total();
}

/**
 * What already exists in a folder without a download: it is the user's own, so everything in it must match
 * the wanted files byte for byte.
 *
 * @returns targets
 * @throws BabelscopeError `storage-unwritable` for a folder that holds anything else
 */
async function findWanted(folder: string, wanted: readonly WantedFile[]): Promise<string[]> {
  const found: string[] = [];
  const look = async (inside: string): Promise<void> => {
    const entries = await readdir(inside, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw unwritable(folder, error);
    });
    for (const entry of entries) {
      const path = join(inside, entry.name);
      if (entry.isDirectory()) {
        await look(path);
        continue;
      }
      const target = relative(folder, path).split(sep).join('/');
      const file = wanted.find((each) => each.target === target);
      if (!file || !entry.isFile() || !(await isWhole(file, path))) throw foreign(folder, target);
      found.push(target);
    }
  };
  await look(folder);
  return found;
}

function foreign(folder: string, target: string): BabelscopeError {
  return new BabelscopeError(
    'storage-unwritable',
    `${folder} holds something that was not downloaded here (${target}), and nothing of it is overwritten. Choose another folder.`,
  );
}

/** The record of a folder's download; undefined if it has none. */
export async function readRecord(folder: string): Promise<DownloadRecord | undefined> {
  try {
    const parsed = check(shape, JSON.parse((await textAt(join(folder, record), largestRecord)) ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Files in a download's folder that were not downloaded, such as an atlas; relative, sorted by name. */
export async function addedFiles(folder: string): Promise<string[]> {
  const { files = [], older = [] } = (await readRecord(folder)) ?? {};
  const downloaded = new Set([record, ...files, ...older].map(normalize));
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !downloaded.has(file) && !file.endsWith('.part'))
    .sort();
}

/** Deletes a download, together with its folder. */
export async function removeDownload(folder: string): Promise<void> {
  // Only a folder with a download record is ever deleted.
  if (await readRecord(folder)) await rm(folder, { recursive: true, force: true });
}

async function expectRoom(
  folder: string,
  needed: number,
  free: (folder: string) => Promise<number>,
): Promise<void> {
  const room = await free(folder).catch(() => Infinity);
  if (room >= needed) return;
  const [much, little] = inMegabytes(needed, room);
  throw new BabelscopeError(
    'storage-unwritable',
    `The download needs ${much}, but only ${little} are free where ${folder} lies. Free some space, or choose another folder.`,
  );
}

/** Two sizes, with as many digits as needed to distinguish them. */
function inMegabytes(...sizes: [number, number]): string[] {
  for (let digits = Math.max(...sizes) < 1e7 ? 1 : 0; ; digits++) {
    const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const texts = sizes.map((bytes) => `${(bytes / 1e6).toLocaleString('en', format)} MB`);
    // Six digits are exact to the byte.
    if (texts[0] !== texts[1] || digits === 6) return texts;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
