import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { unwritable } from '../../files/atomic';
import { makeFolder } from '../../files/folder';
import { BabelscopeError } from '../../rpc/failure';
import type { Hub } from './endpoint';
import type { RequestOptions } from './request';
import { hostOf, request, rest } from './request';
import type { WantedFile } from './variants';

export interface FileOptions extends RequestOptions {
  /** Number of bytes of the file received so far. */
  onBytes(bytes: number): void;
}

export interface FileSource {
  hub: Hub;
  repository: string;
  revision: string;
}

/**
 * Fetches a file into `<place>.part`, resuming where an earlier attempt ended, and renames it once its
 * checksum matches the Hub's. A dropped connection is resumed where it was.
 *
 * @throws BabelscopeError
 */
export async function fetchFile(
  source: FileSource,
  file: WantedFile,
  place: string,
  options: FileOptions,
): Promise<void> {
  const part = `${place}.part`;
  try {
    await makeFolder(dirname(place));
  } catch (error) {
    throw unwritable(dirname(place), error);
  }
  // A file with the wrong checksum is fetched once more from the beginning.
  for (let tries = 1; ; tries++) {
    await fill(source, file, part, options);
    if (await isWhole(file, part)) break;
    await rm(part, { force: true });
    if (tries === 2)
      throw new BabelscopeError(
        'download-broken',
        `${file.path} did not come as ${hostOf(source.hub)} describes it: its checksum is another. Nothing of it is kept; try again later.`,
      );
  }
  await rename(part, place).catch((error: unknown) => {
    throw unwritable(dirname(place), error);
  });
}

/** Size in bytes; 0 if the file does not exist. */
export async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function fill(
  { hub, repository, revision }: FileSource,
  file: WantedFile,
  part: string,
  options: FileOptions,
): Promise<void> {
  const encoded = file.path.split('/').map(encodeURIComponent).join('/');
  const address = `/${repository}/resolve/${revision}/${encoded}`;
  // Most bytes ever received: fetching the same ones again is not progress.
  let furthest = 0;
  let restarted = false;
  for (let attempt = 1; ;) {
    let have = await sizeOf(part);
    if (have > file.bytes) {
      await rm(part, { force: true });
      have = 0;
    }
    furthest = Math.max(furthest, have);
    options.onBytes(have);
    if (have === file.bytes && (have > 0 || (await exists(part)))) return;
    const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
    const response = await request(hub, address, { ...options, headers, repository });
    const { statusCode = 0 } = response;
    // A server without support for ranges sends the whole file.
    const goesOn = statusCode === 206 && startOf(response) === have;
    if (statusCode === 416 || (statusCode === 206 && !goesOn)) {
      response.destroy();
      await rm(part, { force: true });
      restarted = true;
      if (attempt++ >= options.patience.attempts) throw broken(file, hub);
      continue;
    }
    const came = await write(response, part, goesOn ? have : 0, file.bytes, options);
    options.signal?.throwIfAborted();
    if (came.bytes === file.bytes) return;
    // Any outcome is fine as long as bytes arrived.
    attempt = came.bytes > furthest ? 1 : attempt + 1;
    if (attempt > options.patience.attempts) {
      if (restarted && came.reason === undefined) throw broken(file, hub);
      throw new BabelscopeError(
        'hub-unreachable',
        `The connection to ${hostOf(hub)} breaks off again and again${came.reason ? ` (${came.reason})` : ''}. What has come is kept: try again to go on.`,
      );
    }
    await rest(options, attempt);
  }
}

/**
 * Appends the response; returns when the connection ends. @throws BabelscopeError `storage-unwritable`,
 * `download-broken`
 */
async function write(
  response: IncomingMessage,
  part: string,
  from: number,
  most: number,
  { onBytes }: FileOptions,
): Promise<{ bytes: number; reason: string | undefined }> {
  let handle: FileHandle | undefined;
  let bytes = from;
  try {
    handle = await open(part, from > 0 ? 'r+' : 'w');
    const chunks = response as AsyncIterable<Buffer>;
    const iterator = chunks[Symbol.asyncIterator]();
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => ({ lost: error }));
      if ('lost' in next)
        return { bytes, reason: next.lost instanceof Error ? next.lost.message : String(next.lost) };
      if (next.done) return { bytes, reason: undefined };
      // More than promised cannot be our file; the checksum will show it.
      const chunk = next.value.subarray(0, most - bytes);
      if (chunk.length > 0) await handle.write(chunk, 0, chunk.length, bytes);
      bytes += chunk.length;
      onBytes(bytes);
      if (chunk.length < next.value.length) return { bytes, reason: undefined };
    }
  } catch (error) {
    throw unwritable(dirname(part), error);
  } finally {
    response.destroy();
    await handle?.close();
  }
}

/** Whether the content matches the Hub's checksum. */
export async function isWhole({ sha256, sha1, bytes }: WantedFile, file: string): Promise<boolean> {
  if ((await sizeOf(file)) !== bytes) return false;
  if (sha256 !== undefined) return (await digest(createHash('sha256'), file)) === sha256;
  // Small files are identified by their Git blob hash.
  if (sha1 !== undefined) return (await digest(createHash('sha1').update(`blob ${bytes}\0`), file)) === sha1;
  return false;
}

async function digest(hash: Hash, file: string): Promise<string> {
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function startOf({ headers }: IncomingMessage): number {
  return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? NaN);
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

function broken({ path }: WantedFile, hub: Hub): BabelscopeError {
  return new BabelscopeError(
    'download-broken',
    `${hostOf(hub)} does not give the rest of ${path}. Try again later.`,
  );
}
