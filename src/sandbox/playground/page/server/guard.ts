import type { FastifyInstance } from 'fastify';

const LOOPBACK = ['127.0.0.1', 'localhost'] as const;

/**
 * Lets in only this page itself. Other pages in the same browser can reach loopback, too: those with a name of their own that
 * points here are known by `Host`, those that send forms by `Origin`.
 */
export function guardAgainstOtherPages(app: FastifyInstance, portOnceKnown: () => number): void {
  app.addHook('onRequest', async (request, reply) => {
    const hosts = LOOPBACK.map((host) => `${host}:${portOnceKnown()}`);
    const { host = '', origin } = request.headers;
    const isSafe = request.method === 'GET' && request.headers.upgrade === undefined;
    const isOwn = origin === undefined ? isSafe : hosts.some((own) => origin === `http://${own}`);
    if (!hosts.includes(host) || !isOwn) await reply.code(403).type('text/plain').send('Only for this page itself.');
  });
}
