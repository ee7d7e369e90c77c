import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { NodeInfo } from '../../domain/answer.ts';
import { doubtful, hop3OnMinutes } from './fixtures/doubts.ts';
import { hop2BecomesHop3, hop3OnLedger } from './fixtures/explain.ts';
import * as org from './fixtures/organisation.ts';
import { crowd, incomplete, nobody, paged } from './fixtures/states.ts';
import { hop2Reaches } from './fixtures/told.ts';
import { financeLedger, type Language, SNAPSHOT } from './fixtures/who-can.ts';

/** The policy under which our own server sends the pages, and the one style sheet of cytoscape that it admits. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-pgvDUBa4IjFA2yuSJ2cqcyxmNYJMborsd0ORcRv9vw8='; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface FixtureServer {
  readonly url: string;
  /** Paths that were asked of the API, in order. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
}

interface Said {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Said => ({ status: 200, body });
const problem = (status: number, code: string, detail: string, candidates?: readonly NodeInfo[]): Said => ({
  status,
  body: { type: `urn:tadori:error:${code}`, title: code, status, detail, code, candidates },
});

/** The built pages and an API that answers from hand-written fixtures; only on the loopback address. */
export async function startFixtureServer(folder: string): Promise<FixtureServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!url.pathname.startsWith('/api/')) return sendFile(folder, url.pathname, response);
    asked.push(`${url.pathname}${url.search}`);
    return void answerTo(url, request).then((said) => sendJson(said, response));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () => new Promise((done) => server.close(() => done())),
  };
}

async function answerTo(url: URL, request: IncomingMessage): Promise<Said> {
  const query = url.searchParams;
  if (request.headers['cookie']?.includes('signed-out') === true) return problem(401, 'E_UNAUTHENTICATED', 'no token');
  switch (url.pathname) {
    case '/api/status':
      return request.headers['cookie']?.includes('no-snapshot') === true
        ? problem(503, 'E_NO_SNAPSHOT', 'there is no snapshot yet')
        : ok(STATUS);
    case '/api/search':
      return ok({ items: search(query.get('q') ?? '', query.get('kinds') ?? '') });
    case '/api/who-can':
      return whoCan(query);
    case '/api/what-can':
      return query.get('subject') === org.hop2.id
        ? ok(hop2Reaches())
        : problem(400, 'E_BAD_INPUT', 'nobody of the fixtures');
    case '/api/explain':
      return explain(query);
    default:
      return problem(404, 'E_NO_ROUTE', url.pathname);
  }
}

const STATUS = {
  snapshot: SNAPSHOT,
  takenAt: '2026-11-22T06:00:00Z',
  source: 'sample',
  store: 'embedded',
  cypher: true,
  accounts: 6,
  gaps: 0,
};

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

function search(text: string, kinds: string): readonly NodeInfo[] {
  const wanted = fold(text.trim());
  const all = kinds === 'resource' ? org.RESOURCES : org.SUBJECTS;
  return all.filter((node) => fold(node.name).includes(wanted) || fold(node.id).includes(wanted)).slice(0, 8);
}

/** Languages in which the third page was refused once. */
const refused = new Set<string>();

const words = (text: string | null): readonly string[] => (text === null ? [] : text.split(','));

async function whoCan(query: URLSearchParams): Promise<Said> {
  const resource = query.get('resource') ?? '';
  const lang: Language = query.get('lang') === 'ja' ? 'ja' : 'en';
  const asked = { actions: words(query.get('actions')), among: query.get('among') ?? 'all', lang };
  switch (resource.slice(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1)) {
    case 'finance-ledger':
      return ok(financeLedger(asked));
    case 'board-minutes':
      return ok(nobody(asked));
    case 'delivery-routes':
      return ok(incomplete(asked));
    case 'doubtful':
      return ok(doubtful(asked));
    case 'cakes-website':
      return ok(crowd(asked, 420));
    case 'wedding-cakes':
      // the third page cannot be had at first
      if (query.get('after') === '200' && !refused.delete(query.get('lang') ?? '')) {
        refused.add(query.get('lang') ?? '');
        return problem(503, 'E_STORE', 'the question took too long');
      }
      return ok(paged(crowd(asked, 250), Number(query.get('limit')), query.get('after') ?? undefined));
    case 'secret-cake-recipes':
      return new Promise(() => undefined);
    case 'ledger':
      return problem(409, 'E_AMBIGUOUS', '`ledger` can mean 2 things', [org.ledger, org.ledgerKey]);
    case 'broken':
      return problem(503, 'E_STORE', '`bolt://127.0.0.1:7687` refused the connection three times');
    default:
      return problem(404, 'E_NOT_FOUND', `nothing in the snapshot is called \`${resource}\``, [org.ledger]);
  }
}

function explain(query: URLSearchParams): Said {
  const actions = words(query.get('actions'));
  const [principal, resource] = [query.get('principal'), query.get('resource')];
  if (principal === org.hop3.id && resource === org.ledger.id) return ok(hop3OnLedger(actions));
  if (principal === org.hop3.id && resource === org.minutes.id) return ok(hop3OnMinutes(actions));
  if (principal === org.hop2.id && resource === org.hop3.id) return ok(hop2BecomesHop3());
  return problem(400, 'E_BAD_INPUT', `\`${principal}\` does not call AWS itself`);
}

function sendJson({ status, body }: Said, response: ServerResponse): void {
  const type = status === 200 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function sendFile(folder: string, path: string, response: ServerResponse): void {
  const wanted = join(folder, normalize(path === '/' ? '/index.html' : path));
  if (!wanted.startsWith(folder) || !existsSync(wanted) || !statSync(wanted).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(wanted)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
  });
  createReadStream(wanted).pipe(response);
}
