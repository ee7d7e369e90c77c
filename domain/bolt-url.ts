/** Scheme, host and port of the address of a Neo4j server, for messages: a URL may hold a user and a password. */
export function addressOf(url: string): string {
  // up to the last `@`: whoever wrote a password into it did not always escape its `/` and `@`
  const [, scheme = '', rest = ''] = /^([a-z0-9+]+:\/\/)?(?:.*@)?(.*)$/is.exec(url) ?? [];
  return `${scheme}${rest.split(/[/?#]/)[0] ?? ''}`;
}

/** A user, and perhaps a password, stand before the host: they would show in lists of processes, and the driver does not use them. */
export const namesUser = (url: string): boolean => /^[a-z0-9+]+:\/\/.*@/is.test(url);
