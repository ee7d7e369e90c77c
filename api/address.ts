import type { FastifyRequest } from 'fastify';

/** Path and query as they were sent; unlike `URL`, which takes `//x` for a host and fails at `//`, this takes any text. */
export function addressOf({ url }: Pick<FastifyRequest, 'url'>): {
  readonly path: string;
  readonly query: URLSearchParams;
} {
  const mark = url.indexOf('?');
  if (mark < 0) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}
