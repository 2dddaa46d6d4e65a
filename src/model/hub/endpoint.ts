import { BabelscopeError } from '../../rpc/failure';

/** Where models come from, and the credentials for it. */
export interface Hub {
  /** Without a trailing slash. */
  endpoint: string;
  token: string | undefined;
  /** `http://host:port` that every connection uses. */
  proxy: string | undefined;
}

const usual = 'https://huggingface.co';

/**
 * The address of the Hub or of a mirror. A mirror on this machine may use plain HTTP, anything else must not.
 *
 * @throws BabelscopeError `hub-refused` if it is not such an address
 */
export function hubEndpoint(named: string | undefined): string {
  const text = named?.trim().replace(/\/+$/, '') || usual;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (local && url.protocol === 'http:')) {
    if (url.username === '' && url.search === '' && url.hash === '') return text;
  }
  throw new BabelscopeError(
    'hub-refused',
    `“${text.slice(0, 200)}” is no address of a Hub: it begins with https://. Correct the setting, or HF_ENDPOINT.`,
  );
}

/**
 * The proxy for a host from the usual environment variables; undefined if none is set, or the host is exempt.
 */
export function proxyFor(host: string, env: NodeJS.ProcessEnv, configured = ''): string | undefined {
  const excepted = (env['NO_PROXY'] ?? env['no_proxy'] ?? '')
    .split(',')
    .map((name) => name.trim().replace(/^\*?\./, ''))
    .filter((name) => name !== '');
  if (excepted.some((name) => name === '*' || host === name || host.endsWith(`.${name}`))) return undefined;
  const named = configured || env['HTTPS_PROXY'] || env['https_proxy'] || '';
  return named === '' ? undefined : named;
}
