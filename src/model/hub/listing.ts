import * as v from 'valibot';
import { check } from '../../input/shape';
import { BabelscopeError } from '../../rpc/failure';
import type { Hub } from './endpoint';
import type { RequestOptions } from './request';
import { hostOf, requestJson } from './request';

/** A repository found by a search. */
export interface Found {
  /** `owner/name` */
  repository: string;
  downloads: number;
  /** It is only available to users who have accepted its terms. */
  gated: boolean;
}

/** A file of a repository. */
export interface RemoteFile {
  /** Relative, with `/`; verified to stay inside its folder. */
  path: string;
  bytes: number;
  /** Of its content; small files have a Git blob's SHA-1 instead, of `blob <bytes>\0` and the content. */
  sha256: string | undefined;
  sha1: string | undefined;
}

export interface Listing {
  repository: string;
  /** The commit, so that all files are from one revision, even when a download is resumed later. */
  revision: string;
  files: RemoteFile[];
}

const name = /^[\w.-]+(\/[\w.-]+)?$/;
const hex = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[\\da-f]{${digits}}$`)));
const found = v.array(
  v.object({
    id: v.string(),
    downloads: v.optional(v.number(), 0),
    gated: v.optional(v.union([v.boolean(), v.string()]), false),
  }),
);
const about = v.object({ sha: hex(40) });
const tree = v.array(
  v.object({
    type: v.string(),
    path: v.string(),
    size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    oid: v.optional(v.string(), ''),
    lfs: v.optional(v.object({ oid: hex(64), size: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
  }),
);
/** Maximum number of listing pages that are read; a real repository has some hundred files. */
const mostPages = 50;

/** Whether a text could be a repository's name. */
export function isRepository(text: string): boolean {
  return name.test(text) && !text.split('/').some((part) => /^\.+$/.test(part));
}

/** Models with ONNX files, most downloaded first. @throws as `request` */
export async function searchModels(hub: Hub, words: string, options: RequestOptions): Promise<Found[]> {
  const query = new URLSearchParams({
    search: words,
    filter: 'onnx',
    sort: 'downloads',
    direction: '-1',
    limit: '30',
  });
  const { body } = await requestJson(hub, `/api/models?${query}`, options);
  return parse(found, body, hub)
    .filter(({ id }) => isRepository(id))
    .map(({ id, downloads, gated }) => ({ repository: id, downloads, gated: gated !== false }));
}

/**
 * All files of a repository.
 *
 * @throws BabelscopeError as `request`, and `download-broken` for a listing with names that leave the folder
 */
export async function listFiles(hub: Hub, repository: string, options: RequestOptions): Promise<Listing> {
  if (!isRepository(repository))
    throw new BabelscopeError(
      'hub-refused',
      `“${repository.slice(0, 200)}” is no name of a model. It looks like owner/name.`,
    );
  const asking = { ...options, repository };
  const { body } = await requestJson(hub, `/api/models/${repository}`, asking);
  const { sha: revision } = parse(about, body, hub);
  const files: RemoteFile[] = [];
  let page: string | undefined = `/api/models/${repository}/tree/${revision}?recursive=true`;
  for (let pages = 0; page !== undefined && pages < mostPages; pages++) {
    const answer: { body: unknown; next: string | undefined } = await requestJson(hub, page, asking);
    for (const { type, path, size, oid, lfs } of parse(tree, answer.body, hub)) {
      if (leavesFolder(path))
        throw new BabelscopeError(
          'download-broken',
          `${repository} lists a file that would leave its folder (“${path.slice(0, 100)}”), so nothing of it is fetched. Choose another model.`,
        );
      if (type !== 'file') continue;
      const sha1 = lfs === undefined && /^[\da-f]{40}$/.test(oid) ? oid : undefined;
      files.push({ path, bytes: lfs?.size ?? size, sha256: lfs?.oid, sha1 });
    }
    page = answer.next;
  }
  return { repository, revision, files };
}

/** Whether a path is anything but a plain one into the folder it is relative to. */
export function leavesFolder(path: string): boolean {
  return (
    path === '' ||
    // eslint-disable-next-line no-control-regex -- no file of a model has such a name
    /[\\:\u0000-\u001f]/.test(path) ||
    path.split('/').some((part) => part === '' || part === '.' || part === '..')
  );
}

function parse<S extends v.GenericSchema>(schema: S, body: unknown, hub: Hub): v.InferOutput<S> {
  const parsed = check(schema, body);
  if (parsed.success) return parsed.output;
  throw new BabelscopeError(
    'download-broken',
    `${hostOf(hub)} does not answer as a Hub does. Check the address of the Hub.`,
  );
}
