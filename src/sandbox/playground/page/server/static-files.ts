import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { importMap, moduleFile } from './modules.ts';

const CLIENT = fileURLToPath(new URL('../client/', import.meta.url));
const ICON = `${CLIENT}favicon.png`;
const CLIENT_FILE = /^[\w-]+(\/[\w-]+)*\.(ts|css)$/;
/** As it stands in the page. */
const EMPTY_MAP = '{ "imports": {} }';
const MAP = JSON.stringify(importMap());

const TYPES: Readonly<Record<string, string>> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Scripts only from here. Styles on single elements are how the components set colours and places. */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(MAP).digest('base64')}'`,
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page, its own files with their types taken off, and the allowed files of packages. */
export function registerStaticFiles(app: FastifyInstance): void {
  const scripts = new Map<string, Promise<string>>();
  const scriptOf = (file: string): Promise<string> => {
    const script = scripts.get(file) ?? readFile(file, 'utf8').then((source) => stripTypeScriptTypes(source));
    scripts.set(file, script);
    return script;
  };

  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      // Uploads have a stricter one.
      'content-security-policy': reply.getHeader('content-security-policy') ?? POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  app.get('/', async (_request, reply) => {
    const page = await readFile(`${CLIENT}index.html`, 'utf8');
    return reply.type('text/html; charset=utf-8').send(page.replace(EMPTY_MAP, MAP));
  });
  // Browsers ask for it whatever a page says, and go by the type.
  app.get('/favicon.ico', async (_request, reply) => reply.type('image/png').send(await readFile(ICON)));
  app.get('/client/*', async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    if (!CLIENT_FILE.test(path)) return reply.callNotFound();
    const file = CLIENT + path;
    const body = await (path.endsWith('.ts') ? scriptOf(file) : readFile(file, 'utf8')).catch(() => undefined);
    return body === undefined ? reply.callNotFound() : reply.type(TYPES[extname(path)] ?? '').send(body);
  });
  app.get('/modules/*', async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    const file = moduleFile(path);
    if (file === undefined) return reply.callNotFound();
    reply.header('cache-control', 'private, max-age=3600').type(TYPES[extname(path)] ?? '');
    return reply.send(await readFile(file));
  });
}
