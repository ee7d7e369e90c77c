import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { page } from './pages.ts';
import type { Api } from './routes/route.ts';

const NOT_BUILT = [
  'The server answers, but its pages have not been built.',
  'In a clone run `npm run build`, then start the server again.',
  'The API is at `/api/status`, its description at `/api/openapi.json`.',
];

/** The built UI as files, or a page that says how to build it. */
export async function serveUi(api: Api, folder: string): Promise<void> {
  if (existsSync(join(folder, 'index.html'))) {
    await api.register(fastifyStatic, {
      root: folder,
      cacheControl: true,
      maxAge: '1h',
      immutable: false,
      // one address for each page: `//` is none
      allowedPath: (path) => !path.includes('//'),
    });
    return;
  }
  api.get('/', async (_, reply) =>
    reply.type('text/html; charset=utf-8').send(page('The pages are not built yet', NOT_BUILT)),
  );
}
