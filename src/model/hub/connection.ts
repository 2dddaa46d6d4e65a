import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import * as tls from 'node:tls';
import { BabelscopeError } from '../../rpc/failure';

/** Milliseconds without data after which a connection counts as lost. */
const silence = 30_000;

/**
 * Sends a request to a server. Redirects are not followed: the caller decides what may be sent where.
 *
 * @throws the system's error if the server cannot be reached, BabelscopeError `cancelled`
 */
export async function ask(
  url: URL,
  headers: Record<string, string>,
  proxy: string | undefined,
  signal: AbortSignal | undefined,
): Promise<http.IncomingMessage> {
  signal?.throwIfAborted();
  const socket = proxy === undefined ? undefined : await tunnel(new URL(proxy), url, signal);
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request(
      url,
      {
        headers,
        signal,
        // Connections are not kept open: a download makes few of them.
        agent: false,
        ...(socket && { createConnection: () => (secure ? secured(socket, url.hostname) : socket) }),
      },
      resolve,
    );
    request.setTimeout(silence, () => request.destroy(new Error('nothing came for 30 seconds')));
    request.once('error', reject);
    request.end();
  });
}

/** A tunnel through a proxy, which cannot read what passes through it. */
function tunnel(proxy: URL, url: URL, signal: AbortSignal | undefined): Promise<Socket> {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const target = `${url.hostname}:${port}`;
  const credentials = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  const headers = {
    host: target,
    ...(proxy.username && {
      'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
    }),
  };
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? https : http).request({
      host: proxy.hostname,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers,
      signal,
      agent: false,
    });
    request.setTimeout(silence, () => request.destroy(new Error('the proxy does not answer')));
    request.once('error', reject);
    request.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(
        new BabelscopeError(
          'hub-unreachable',
          `The proxy ${proxy.host} refuses to connect to ${target} (${statusCode}). Check the proxy’s settings.`,
        ),
      );
    });
    request.end();
  });
}

function secured(socket: Socket, host: string): Socket {
  return tls.connect({ socket, servername: host });
}
