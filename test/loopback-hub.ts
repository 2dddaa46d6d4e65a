import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Does something else than answer; returns whether it did. */
export type Fault = (request: IncomingMessage, response: ServerResponse, content?: Buffer) => boolean;

export interface Asked {
  /** `hub`, or `store`: the host that large files lie on. */
  host: 'hub' | 'store';
  url: string;
  authorization: string | undefined;
  range: string | undefined;
}

/** A server on this machine that answers as the Hub does: search, listings by pages, files with redirects and ranges. */
export class LoopbackHub {
  readonly asked: Asked[] = [];
  /** Asked in turn before every answer. */
  faults: Fault[] = [];
  /** Entries of the listing that no file stands behind. */
  extra: object[] = [];
  /** What the listing says of a file, where that is not the truth. */
  lies: Record<string, object> = {};
  gated = false;
  readonly token = 'hf_right';
  readonly revision = 'a'.repeat(40);

  private constructor(
    private readonly hub: Server,
    private readonly store: Server,
    readonly repository: string,
    public files: Record<string, Buffer>,
  ) {}

  static async start(repository: string, files: Record<string, Buffer>): Promise<LoopbackHub> {
    const [hub, store] = [createServer(), createServer()];
    const own = new LoopbackHub(hub, store, repository, files);
    hub.on('request', (request: IncomingMessage, response: ServerResponse) => own.#answer(request, response));
    store.on('request', (request: IncomingMessage, response: ServerResponse) => own.#give(request, response));
    for (const server of [hub, store])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return own;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.hub.address() as AddressInfo).port}`;
  }

  get storeAddress(): string {
    return `http://127.0.0.1:${(this.store.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #note(host: Asked['host'], { url = '', headers }: IncomingMessage): void {
    this.asked.push({ host, url, authorization: headers.authorization, range: headers.range });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#note('hub', request);
    if (this.faults.some((fault) => fault(request, response))) return;
    const url = new URL(request.url ?? '/', this.endpoint);
    const json = (value: unknown, headers = {}) =>
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    if (url.pathname === '/api/models') {
      const words = url.searchParams.get('search') ?? '';
      const found = this.repository.includes(words) && url.searchParams.get('filter') === 'onnx';
      return void json(found ? [{ id: this.repository, downloads: 1234, gated: this.gated && 'auto' }] : []);
    }
    if (url.pathname === `/api/models/${this.repository}`)
      return void json({ id: this.repository, sha: this.revision });
    if (this.gated && request.headers.authorization !== `Bearer ${this.token}`)
      return void response.writeHead(request.headers.authorization ? 403 : 401).end();
    if (url.pathname === `/api/models/${this.repository}/tree/${this.revision}`) {
      const all = [...this.#listing(), ...this.extra];
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const next = `${this.endpoint}${url.pathname}?recursive=true&cursor=${from + 2}`;
      const more = from + 2 < all.length ? { link: `<${next}>; rel="next"` } : {};
      return void json(all.slice(from, from + 2), more);
    }
    const prefix = `/${this.repository}/resolve/${this.revision}/`;
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : '';
    const content = this.files[path];
    if (!content) return void response.writeHead(404).end();
    if (!isLarge(path)) return void response.writeHead(200).end(content);
    response.writeHead(302, { location: `${this.storeAddress}/${path}` }).end();
  }

  #give(request: IncomingMessage, response: ServerResponse): void {
    this.#note('store', request);
    const content = this.files[(request.url ?? '').slice(1)];
    if (this.faults.some((fault) => fault(request, response, content))) return;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN);
    if (Number.isNaN(from))
      return void response.writeHead(200, { 'content-length': content.length }).end(content);
    if (from >= content.length) return void response.writeHead(416).end();
    response.writeHead(206, {
      'content-length': content.length - from,
      'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
    });
    response.end(content.subarray(from));
  }

  #listing(): object[] {
    return Object.entries(this.files).map(([path, content]) => {
      const size = content.length;
      const blob = createHash('sha1').update(`blob ${size}\0`).update(content).digest('hex');
      const sha256 = createHash('sha256').update(content).digest('hex');
      const lfs = isLarge(path) ? { lfs: { oid: sha256, size, pointerSize: 130 } } : {};
      return { type: 'file', path, size, oid: blob, ...lfs, ...this.lies[path] };
    });
  }
}

function isLarge(path: string): boolean {
  return /\.onnx/.test(path);
}

/** A fault that happens so many times. */
export function times(count: number, fault: Fault): Fault {
  let left = count;
  return (request, response, content) => left > 0 && fault(request, response, content) && left-- > 0;
}
