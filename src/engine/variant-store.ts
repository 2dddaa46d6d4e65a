import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { checked } from '../input/shape';
import { unwritable, writeAtomically } from '../files/atomic';
import { sealed, sha256, verdictOn } from '../files/checksum';
import { makeFolder } from '../files/folder';
import { readWhole, textAt } from '../files/whole';
import type { Anatomy } from '../graph/anatomy';
import type { OnnxGraph } from '../graph/file';
import type { VariantFile, VariantName } from '../graph/variants';
import { writeVariant } from '../graph/variants';
import type { ProviderName } from '../protocol/engine';

/** Incremented whenever the rewriting changes, so that variants of earlier versions are written again. */
const rewriting = 5;
/** Variants of a model not opened for this many days are removed. */
const keepDays = 30;
/** Size limit of a variant's description, in bytes. */
const largestDescription = 1 << 20;
/** Size limit of a graph in bytes, set by Protobuf. */
const largestVariant = 2 ** 31 - 1;

const stored = v.object({
  file: v.string(),
  weightsFolder: v.string(),
  inputs: v.array(
    v.object({ name: v.string(), type: v.string(), shape: v.array(v.union([v.number(), v.string()])) }),
  ),
  outputs: v.array(v.string()),
  sha256: v.string(),
});

/** The graph variants of one model in our own storage, written on first use. */
export interface VariantStore {
  get(name: VariantName): Promise<VariantFile>;
  /** Whether the variants have been proven, on an execution provider, to compute what the model computes. */
  proven(provider: ProviderName): Promise<boolean>;
  setProven(provider: ProviderName): Promise<void>;
}

/**
 * Opens the variants' folder of a model: one per model identity and place, so a moved or changed model gets
 * new ones. Its contents carry checksums; whatever is lost or corrupted on disk is written again.
 *
 * @throws BabelscopeError `storage-unwritable`
 */
export async function openVariantStore(
  storage: string,
  identity: string,
  graph: OnnxGraph,
  anatomy: Anatomy,
): Promise<VariantStore> {
  const place = createHash('sha256').update(graph.file).digest('hex').slice(0, 8);
  const folder = join(storage, 'variants', `${identity}-${place}-${rewriting}`);
  try {
    for (const own of [join(storage, 'variants'), folder]) await clear(own, (found) => !found.isDirectory());
    await makeFolder(folder);
    const now = new Date();
    await utimes(folder, now, now);
  } catch (error) {
    throw unwritable(storage, error);
  }
  await removeOld(join(storage, 'variants'), folder);
  const proof = (provider: ProviderName) =>
    join(folder, provider === 'cpu' ? 'proven' : `proven-${provider}`);
  return {
    async get(name) {
      const description = join(folder, `${name}.json`);
      const known = await readDescription(description);
      if (known) return known;
      for (const file of [description, join(folder, `${name}.onnx`)]) await clear(file, isFolder);
      const variant = await writeVariant(graph, anatomy, name, folder).catch((error: unknown) => {
        throw isDiskError(error) ? unwritable(folder, error) : error;
      });
      await writeAtomically(description, sealed(JSON.stringify(variant)));
      return variant;
    },
    proven: async (provider) => {
      const text = await textAt(proof(provider), largestDescription);
      return text !== undefined && verdictOn(text) === 'whole';
    },
    setProven: async (provider) => {
      await clear(proof(provider), isFolder);
      await writeAtomically(proof(provider), sealed(JSON.stringify({ proven: new Date().toISOString() })));
    },
  };
}

const isFolder = (found: Stats) => found.isDirectory();

/** The whole cache is ours, so anything in the way can be deleted. */
async function clear(path: string, isInTheWay: (found: Stats) => boolean): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && isInTheWay(found)) await rm(path, { recursive: true, force: true });
}

async function readDescription(file: string): Promise<VariantFile | undefined> {
  try {
    const text = await textAt(file, largestDescription);
    if (text === undefined || verdictOn(text) !== 'whole') return undefined;
    const variant = checked(stored, JSON.parse(text));
    return sha256(await readWhole(variant.file, largestVariant)) === variant.sha256 ? variant : undefined;
  } catch {
    return undefined;
  }
}

async function removeOld(variants: string, inUse: string): Promise<void> {
  const oldest = Date.now() - keepDays * 24 * 3600 * 1000;
  for (const name of await readdir(variants).catch(() => [])) {
    const folder = join(variants, name);
    const used = await stat(folder).catch(() => undefined);
    const outdated = !name.endsWith(`-${rewriting}`);
    if (used && folder !== inUse && (outdated || used.mtimeMs < oldest)) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isDiskError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));
}
