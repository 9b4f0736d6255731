import type { FastifyReply } from 'fastify';
import type { Json } from '../wire.ts';

/** Where such files are on the page. */
export const MEDIA_FOLDER = '/media';

/** Makes what Discord's content network serves part of the page: one origin, links that do not change, and parts of files. */
export interface LocalMedia {
  /** The same JSON with links to this server. */
  localise(json: Json): Json;
  /** The file at a path of Discord's content network, or the part of it that a `Range` header asks for. */
  send(path: string, range: string | undefined, reply: FastifyReply): Promise<FastifyReply>;
}

export function createLocalMedia(discordOrigin: string): LocalMedia {
  // The newest signed link of each file: pages keep the unsigned one, so that what plays goes on playing.
  const links = new Map<string, string>();

  const localLink = (text: string): string => {
    if (!text.startsWith(`${discordOrigin}/`)) return text;
    const { pathname } = new URL(text);
    links.set(pathname, text);
    return MEDIA_FOLDER + pathname;
  };
  const localised = (value: unknown): unknown => {
    if (typeof value === 'string') return localLink(value);
    if (Array.isArray(value)) return value.map(localised);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, localised(inner)]));
  };

  return {
    localise: (json) => localised(json) as Json,
    async send(path, range, reply) {
      const link = links.get(path);
      const found = link === undefined ? undefined : await fetch(link);
      if (!found?.ok) return reply.code(404).type('text/plain').send('This file is not there any more.');
      const data = Buffer.from(await found.arrayBuffer());
      const type = found.headers.get('content-type') ?? 'application/octet-stream';
      reply.headers({ 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=3600', ...headersOfUpload(type) });
      reply.type(type);
      const part = partOf(range, data.length);
      if (!part) return reply.send(data);
      const { from, to } = part;
      return reply
        .code(206)
        .header('content-range', `bytes ${from}-${to}/${data.length}`)
        .send(data.subarray(from, to + 1));
    },
  };
}

/** What a page may show within itself. SVG is a document with scripts, whatever its type says. */
const SHOWN = /^(audio|video|image(?!\/svg))\//i;

/**
 * Anybody may have uploaded it, as anything: opened by itself it is a page of nowhere that may run and load nothing, and all
 * but sounds and pictures is kept as a file.
 */
function headersOfUpload(type: string): Record<string, string> {
  return {
    'content-security-policy': "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'",
    'content-disposition': SHOWN.test(type.trim()) ? 'inline' : 'attachment',
  };
}

/** A player that jumps asks for `bytes=from-to`; anything else gets the whole file. */
function partOf(range: string | undefined, size: number): { from: number; to: number } | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === undefined) return undefined;
  const from = Number(first);
  const to = Math.min(size - 1, last ? Number(last) : size - 1);
  return from <= to ? { from, to } : undefined;
}
