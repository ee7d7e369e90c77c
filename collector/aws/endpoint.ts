import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';

/** Another endpoint than AWS's own (an emulator, a proxy), as the SDK's environment variable names it. */
export interface CustomEndpoint {
  readonly url: string;
}

/**
 * S3 Control puts the account id in front of the host, which an IP address does not allow: a loopback address is
 * spelled `localhost` there, and names under it are looked up as RFC 6761 says, as the loopback address.
 */
export function accountPrefixable(endpoint: CustomEndpoint): { readonly endpoint: string; readonly agent: Agent } {
  const url = new URL(endpoint.url);
  const address = url.hostname === '[::1]' ? '::1' : '127.0.0.1';
  if (/^(127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) url.hostname = 'localhost';
  return { endpoint: url.toString(), agent: new Agent({ keepAlive: true, lookup: loopbackFor(address) }) };
}

const loopbackFor =
  (address: '127.0.0.1' | '::1'): LookupFunction =>
  (hostname, options, callback) => {
    const family = address === '::1' ? 6 : 4;
    if (!/(^|\.)localhost$/.test(hostname)) {
      const error: NodeJS.ErrnoException = new Error(`${hostname} is not under localhost`);
      error.code = 'ENOTFOUND';
      callback(error, '');
    } else if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
