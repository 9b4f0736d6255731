import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { brotliCompressSync, createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAddressCheck } from '../src/http-guard/address-check.ts';
import { createGuardedFetch, type GuardedFetch } from '../src/http-guard.ts';

const log = pino({ level: 'silent' });
const song = Buffer.from('la la la '.repeat(20_000));
const songHash = createHash('sha256').update(song).digest('hex');

let folder: string;
let file: string;
const closers: (() => Promise<unknown> | unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guard-'));
  file = join(folder, 'song');
  closers.push(() => rm(folder, { recursive: true }));
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that says what it likes, below HTTP. */
async function serveRaw(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => talk(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function createGuard(...trustedOrigins: string[]): GuardedFetch {
  const guard = createGuardedFetch({ trustedOrigins, log });
  closers.push(() => guard.close());
  return guard;
}

function limits(changes: { maximumBytes?: number; totalMs?: number; idleMs?: number; signal?: AbortSignal } = {}) {
  return { maximumBytes: 1_000_000, totalMs: 5_000, idleMs: 2_000, signal: new AbortController().signal, ...changes };
}

describe('download', () => {
  it('streams a file to disk and names its bytes by their hash', async () => {
    const origin = await serve((_, response) => response.setHeader('content-type', 'audio/mpeg').end(song));

    const download = await createGuard(origin).download(`${origin}/song.mp3`, file, limits());

    expect(download).toEqual({ sizeBytes: song.length, sha256: songHash, contentType: 'audio/mpeg' });
    expect(await readFile(file)).toEqual(song);
  });

  it.each([
    { encoding: 'gzip', body: gzipSync(song) },
    { encoding: 'br', body: brotliCompressSync(song) },
    { encoding: 'zstd', body: zstdCompressSync(song) },
  ])('stores what $encoding stands for', async ({ encoding, body }) => {
    const origin = await serve((_, response) => response.setHeader('content-encoding', encoding).end(body));

    const download = await createGuard(origin).download(origin, file, limits());

    expect(download).toMatchObject({ sizeBytes: song.length, sha256: songHash });
  });

  it('takes a file of exactly the allowed size, and none of one byte more', async () => {
    const origin = await serve((_, response) => response.end(song));
    const guard = createGuard(origin);

    await expect(guard.download(origin, file, limits({ maximumBytes: song.length }))).resolves.toBeDefined();
    await expectRefusal(guard.download(origin, file, limits({ maximumBytes: song.length - 1 })), 'tooLarge');
  });

  it('refuses a file by the size it announces, before anything is read', async () => {
    const origin = await serve((_, response) => {
      response.setHeader('content-length', 300_000_000).flushHeaders();
    });

    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'tooLarge');
  });

  it('stops an answer that does not end', async () => {
    const origin = await serve((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write(song));
      };
      response.on('drain', write);
      write();
    });

    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'tooLarge');
  });

  it('counts what a compressed answer unfolds to', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const origin = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb));

    expect(bomb.length).toBeLessThan(100_000);
    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'tooLarge');
  });

  it('refuses a compressed answer that breaks off', async () => {
    const half = gzipSync(song).subarray(0, 100);
    const origin = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(half));

    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'failed');
  });

  it('refuses an encoding that it does not know', async () => {
    const origin = await serve((_, response) => response.setHeader('content-encoding', 'snake').end(song));

    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'failed');
  });

  it('refuses a body that is shorter than announced', async () => {
    const origin = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nla la la'));

    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'failed');
  });

  it('refuses a chunked body that breaks off', async () => {
    const origin = await serveRaw((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\nla la la\r\n'),
    );

    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'failed');
  });

  it.each([
    { status: 403, code: 'dead' },
    { status: 404, code: 'dead' },
    { status: 410, code: 'dead' },
    { status: 206, code: 'failed' },
    { status: 500, code: 'failed' },
    { status: 429, code: 'failed' },
  ])('says of status $status that the link is $code', async ({ status, code }) => {
    const origin = await serve((_, response) => response.writeHead(status).end(song));

    await expectRefusal(createGuard(origin).download(origin, file, limits()), code);
  });

  it('says of a server that is not there that the download failed', async () => {
    await expectRefusal(createGuard('http://127.0.0.1:9').download('http://127.0.0.1:9', file, limits()), 'failed');
  });

  it.each([
    { what: 'says nothing at all', talk: () => undefined },
    { what: 'stops in the head', talk: (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nx: ') },
    {
      what: 'stops in the body',
      talk: (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nla'),
    },
  ])('gives up on a server that $what', async ({ talk }) => {
    const origin = await serveRaw(talk);

    const silence = { code: 'slow', message: 'the server fell silent' };
    await expect(createGuard(origin).download(origin, file, limits({ idleMs: 60 }))).rejects.toMatchObject(silence);
    expect(await readdir(folder)).toEqual([]);
  });

  it('bears with a server that is slow but never silent for too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    closers.push(() => vi.useRealTimers());
    let answer: ServerResponse | undefined;
    const origin = await serve((_, response) => {
      answer = response;
      response.flushHeaders();
    });
    const pending = createGuard(origin).download(origin, file, limits({ totalMs: 60_000, idleMs: 2_000 }));

    for (const sizeBytes of [1, 2, 3]) {
      await turnsUntil(() => answer !== undefined && existsSync(file));
      answer?.write('l');
      await turnsUntil(() => statSync(file).size === sizeBytes);
      vi.advanceTimersByTime(1_900);
    }
    answer?.end();

    expect(await pending).toMatchObject({ sizeBytes: 3 });
  });

  it('gives up on a drip that never falls silent', async () => {
    const origin = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write('l'), 10);
      socket.on('close', () => clearInterval(timer));
    });

    await expectRefusal(createGuard(origin).download(origin, file, limits({ totalMs: 150, idleMs: 1_000 })), 'slow');
  });

  it('rejects with the reason of the caller who aborts', async () => {
    const origin = await serve((_, response) => response.write(song));
    const controller = new AbortController();
    const pending = createGuard(origin).download(origin, file, limits({ signal: controller.signal }));
    const refused = expect(pending).rejects.toThrow('shutting down');
    controller.abort(new Error('shutting down'));

    await refused;
    expect(await readdir(folder)).toEqual([]);
  });

  it('follows three redirects and not a fourth', async () => {
    const origin = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end(song);
      else response.writeHead(302, { location: `/${left - 1}` }).end('moved');
    });
    const guard = createGuard(origin);

    await expect(guard.download(`${origin}/3`, file, limits())).resolves.toMatchObject({ sha256: songHash });
    await rm(file);
    await expectRefusal(guard.download(`${origin}/4`, file, limits()), 'failed');
  });

  it('asks no host that its caller does not allow, also where a redirect leads there', async () => {
    const asked: string[] = [];
    const elsewhere = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.end(song);
    });
    const origin = await serve((_request, response) =>
      response.writeHead(302, { location: `${elsewhere}/song` }).end(),
    );
    const guard = createGuard(origin, elsewhere);
    const allows = (url: URL) => url.origin === origin;

    const download = guard.download(`${origin}/song`, file, { ...limits(), allows });

    await expect(download).rejects.toMatchObject({ name: 'FetchError', code: 'host' });
    await expect(guard.download(`${elsewhere}/song`, file, { ...limits(), allows })).rejects.toMatchObject({
      code: 'host',
    });
    expect(asked).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  it('guards each hop of a redirect', async () => {
    let visits = 0;
    const inner = await serve((_, response) => {
      visits += 1;
      response.end(song);
    });
    const outer = await serve((_, response) => response.writeHead(307, { location: inner }).end());

    await expectRefusal(createGuard(outer).download(outer, file, limits()), 'address');
    expect(visits).toBe(0);
  });

  it.each(['', '/', 'http://[', 'not a link'])('refuses the redirect to %j', async (location) => {
    const origin = await serve((_, response) => response.writeHead(302, { location }).end());

    await expectRefusal(createGuard(origin).download(origin, file, limits()), 'failed');
  });

  it('refuses a name that leads to a private address, without connecting to it', async () => {
    let visits = 0;
    const origin = await serve(() => {
      visits += 1;
    });
    const { port } = new URL(origin);

    await expectRefusal(createGuard().download(`http://localhost:${port}/`, file, limits()), 'address');
    await expectRefusal(createGuard().download(origin, file, limits()), 'address');
    expect(visits).toBe(0);
  });

  it('trusts exact origins only', async () => {
    const origin = await serve((_, response) => response.end(song));
    const { port } = new URL(origin);

    const guard = createGuard(`http://127.0.0.1:${Number(port) + 1}`, `https://127.0.0.1:${port}`, 'http://127.0.0.1');
    await expectRefusal(guard.download(origin, file, limits()), 'address');
  });

  it.each([
    'file:///etc/passwd',
    'ftp://203.0.113.9/song.mp3',
    'data:audio/mpeg;base64,AAAA',
  ])('refuses %s', async (url) => {
    await expectRefusal(createGuard().download(url, file, limits()), 'address');
  });

  it.each([
    'user',
    'user:word',
    ':word',
  ])('refuses an address with the credentials %s, also of a trusted origin', async (word) => {
    const origin = await serve((_, response) => response.end(song));

    await expectRefusal(createGuard(origin).download(origin.replace('//', `//${word}@`), file, limits()), 'address');
  });

  it('refuses private addresses in every spelling', async () => {
    const guard = createGuard();
    const privateIpv4 = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(198), fc.constantFrom(18, 19), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)),
    );

    await fc.assert(
      fc.asyncProperty(privateIpv4, fc.constantFrom(...SPELLINGS), async (octets, spell) => {
        await expectRefusal(guard.download(`http://${spell(octets)}:1/`, file, limits()), 'address');
      }),
      { numRuns: 300 },
    );
  });
});

type Octets = [number, number, number, number];

const asNumber = ([a, b, c, d]: Octets) => ((a * 256 + b) * 256 + c) * 256 + d;
const inHex = (value: number) => value.toString(16);
const pairs = ([a, b, c, d]: Octets) => `${inHex(a * 256 + b)}:${inHex(c * 256 + d)}`;

const SPELLINGS: ((octets: Octets) => string)[] = [
  (octets) => octets.join('.'),
  (octets) => octets.map((octet) => `0x${inHex(octet)}`).join('.'),
  (octets) => octets.map((octet) => `0${octet.toString(8)}`).join('.'),
  (octets) => String(asNumber(octets)),
  (octets) => `0x${inHex(asNumber(octets))}`,
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  (octets) => `${octets.join('.')}.`,
  (octets) => octets.join('。'),
  (octets) =>
    octets
      .map((octet) => String(octet).replace(/\d/g, (digit) => '０１２３４５６７８９'[Number(digit)] ?? ''))
      .join('.'),
  (octets) => octets.join('%2e'),
  (octets) => `[::ffff:${octets.join('.')}]`,
  (octets) => `[::ffff:${pairs(octets)}]`,
  (octets) => `[::${octets.join('.')}]`,
  (octets) => `[64:ff9b::${octets.join('.')}]`,
  (octets) => `[64:ff9b:1::${pairs(octets)}]`,
  (octets) => `[2002:${pairs(octets)}::1]`,
  (octets) => `[0:0:0:0:0:FFFF:${pairs(octets).toUpperCase()}]`,
];

/** Waits without timers, which may be held still. */
async function turnsUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

async function expectRefusal(download: Promise<unknown>, code: string): Promise<void> {
  await expect(download).rejects.toMatchObject({ name: 'FetchError', code });
  expect(await readdir(folder)).toEqual([]);
}

describe('createAddressCheck', () => {
  const isPublic = createAddressCheck();

  it.each([
    ['0.255.255.255', '1.0.0.0'],
    ['10.0.0.0', '9.255.255.255'],
    ['10.255.255.255', '11.0.0.0'],
    ['100.64.0.0', '100.63.255.255'],
    ['100.127.255.255', '100.128.0.0'],
    ['127.0.0.0', '126.255.255.255'],
    ['127.255.255.255', '128.0.0.0'],
    ['169.254.169.254', '169.253.255.255'],
    ['172.16.0.0', '172.15.255.255'],
    ['172.31.255.255', '172.32.0.0'],
    ['192.0.0.255', '192.0.1.0'],
    ['192.168.0.0', '192.167.255.255'],
    ['192.168.255.255', '192.169.0.0'],
    ['198.18.0.0', '198.17.255.255'],
    ['198.19.255.255', '198.20.0.0'],
    ['224.0.0.0', '223.255.255.255'],
    ['255.255.255.255', '8.8.8.8'],
    ['::', '2000::1'],
    ['::1', '2606:4700::1111'],
    ['::ffff:8.8.8.8', '2a00:1450::1'],
    ['64:ff9b::808:808', '2001:200::1'],
    ['2001::1', '2400::1'],
    ['2001:db8::1', '2001:db9::1'],
    ['2002:808:808::1', '2003::1'],
    ['3fff::1', '3ffe:ffff::1'],
    ['fc00::1', '2c0f::1'],
    ['fd12:3456::1', '2620::1'],
    ['fe80::1', '2800::1'],
    ['fe80::1%lo', '2001:4860::1'],
    ['ff02::1', '3fff:1000::1'],
    ['4000::1', '3ff0::1'],
    ['not an address', '1.1.1.1'],
  ])('tells %s from %s', (refused, taken) => {
    expect(isPublic(refused)).toBe(false);
    expect(isPublic(taken)).toBe(true);
  });
});

describe('postJson', () => {
  const signal = new AbortController().signal;
  const post = (guard: GuardedFetch, url: string, changes: Partial<Parameters<GuardedFetch['postJson']>[0]> = {}) =>
    guard.postJson({ url, body: { json: { song: 'la' } }, timeoutMs: 2_000, signal, ...changes });

  it('sends JSON and resolves with the answer, whatever its status', async () => {
    const seen: unknown[] = [];
    const origin = await serve(async (request, response) => {
      const { authorization, 'content-length': length, 'content-type': type } = request.headers;
      seen.push({ authorization, length, type, body: await text(request) });
      response.writeHead(418, { 'content-type': 'application/json' }).end('{"tea":true}');
    });

    const answer = await post(createGuard(), origin, { headers: { authorization: 'Bearer key' } });

    expect(answer).toMatchObject({ status: 418, body: { tea: true } });
    expect(seen).toEqual([
      { authorization: 'Bearer key', length: '13', type: 'application/json', body: '{"song":"la"}' },
    ]);
  });

  it('streams a body of known size', async () => {
    const seen: string[] = [];
    const origin = await serve(async (request, response) => {
      seen.push(`${request.headers['content-length']} ${request.headers['transfer-encoding']} ${await text(request)}`);
      response.end('{}');
    });
    async function* chunks() {
      yield Buffer.from('["la');
      yield Buffer.from('"]');
    }

    await post(createGuard(), origin, { body: { chunks, sizeBytes: 6 } });

    expect(seen).toEqual(['6 undefined ["la"]']);
  });

  it.each(['', '<html>', '{"cut'])('has no body for %j', async (body) => {
    const origin = await serve((_, response) => response.end(body));

    expect(await post(createGuard(), origin)).toMatchObject({ status: 200, body: undefined });
  });

  it.each([
    { header: '7', retryAfterMs: 7_000 },
    { header: '0', retryAfterMs: 0 },
    { header: 'Fri, 20 Nov 2026 12:00:30 GMT', retryAfterMs: 30_000 },
    { header: 'Fri, 20 Nov 2026 11:00:00 GMT', retryAfterMs: 0 },
    { header: 'soon', retryAfterMs: undefined },
  ])('reads Retry-After: $header', async ({ header, retryAfterMs }) => {
    const origin = await serve((_, response) => {
      response.writeHead(429, { 'retry-after': header, date: 'Fri, 20 Nov 2026 12:00:00 GMT' }).end();
    });

    const answer = await post(createGuard(), origin);

    expect(answer.retryAfterMs).toBe(retryAfterMs);
  });

  it.each([
    'http://127.0.0.1:9',
    `http://${'no-such-name'.repeat(6)}.test`,
    'not a link',
  ])('knows that nothing was sent to %s', async (url) => {
    await expect(post(createGuard(), url)).rejects.toMatchObject({ sent: 'no', reason: 'connection' });
  });

  it('does not know whether a request arrived when the connection breaks', async () => {
    let visits = 0;
    const origin = await serveRaw((socket) => {
      visits += 1;
      socket.destroy();
    });

    await expect(post(createGuard(), origin)).rejects.toMatchObject({ sent: 'unknown', reason: 'connection' });
    expect(visits).toBe(1);
  });

  it('does not know whether a request arrived when its answer breaks off', async () => {
    const origin = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'));

    await expect(post(createGuard(), origin)).rejects.toMatchObject({ sent: 'unknown', reason: 'connection' });
  });

  it('gives up after its time', async () => {
    const origin = await serve(() => undefined);

    const failure = post(createGuard(), origin, { timeoutMs: 300 });

    await expect(failure).rejects.toMatchObject({ sent: 'unknown', reason: 'timeout' });
  });

  it('reads no more of an answer than it may hold', async () => {
    const origin = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip');
      const zipped = createGzip();
      zipped.pipe(response);
      zipped.end(JSON.stringify('la'.repeat(100_000)));
    });

    const failure = post(createGuard(), origin, { maximumAnswerBytes: 100_000 });

    await expect(failure).rejects.toMatchObject({ sent: 'unknown', reason: 'answerTooLarge' });
  });

  it('rejects with the reason of the caller who aborts', async () => {
    const controller = new AbortController();
    const origin = await serve(() => controller.abort(new Error('shutting down')));

    await expect(post(createGuard(), origin, { signal: controller.signal })).rejects.toThrow('shutting down');
  });

  it('does not follow redirects', async () => {
    let visits = 0;
    const origin = await serve((_, response) => {
      visits += 1;
      response.writeHead(307, { location: '/' }).end();
    });

    expect(await post(createGuard(), origin)).toMatchObject({ status: 307 });
    expect(visits).toBe(1);
  });
});

describe('postForStream', () => {
  const signal = new AbortController().signal;
  const post = (
    guard: GuardedFetch,
    url: string,
    changes: Partial<Parameters<GuardedFetch['postForStream']>[0]> = {},
  ) => guard.postForStream({ url, body: { json: {} }, timeoutMs: 2_000, signal, ...changes });

  it('hands on an answer while it is still coming', async () => {
    let finish = () => {};
    const origin = await serve((_, response) => {
      response.writeHead(201, { 'x-inference-id': 'abc', 'retry-after': '3' }).write('first');
      finish = () => response.end('last');
    });

    const { body, ...answer } = await post(createGuard(), origin);
    const pieces: string[] = [];
    for await (const piece of body) {
      if (pieces.push(Buffer.from(piece).toString()) === 1) finish();
    }

    expect(answer).toMatchObject({ status: 201, headers: { 'x-inference-id': 'abc' }, retryAfterMs: 3_000 });
    expect(pieces).toEqual(['first', 'last']);
  });

  it('hands on an answer that is there already in small pieces, and leaves others their turn between them', async () => {
    const answer = Buffer.alloc(100_000, 'la');
    const origin = await serve((_, response) => response.end(answer));
    const { body } = await post(createGuard(), origin);
    const pieces: Uint8Array[] = [];
    let turns = 0;
    const turn = () => {
      turns += 1;
      if (pieces.length > 0) next = setImmediate(turn);
    };
    let next = setImmediate(() => undefined);

    for await (const piece of body) {
      if (pieces.push(piece) === 1) turn();
    }
    clearImmediate(next);

    expect(Buffer.concat(pieces)).toEqual(answer);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(10_000);
    expect(turns).toBeGreaterThanOrEqual(pieces.length);
  });

  it('sends not one byte of what may not leave any more', async () => {
    let bytes = 0;
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (piece) => {
        bytes += piece.length;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const guard = createGuard();

    const held = post(guard, origin, { mayLeave: () => false });

    await expect(held).rejects.toMatchObject({ sent: 'no', reason: 'heldBack' });
    expect(bytes).toBe(0);
    expect(await post(guard, origin, { mayLeave: () => true })).toMatchObject({ status: 200 });
  });

  it.each([
    { what: 'finds nobody there', reason: 'connection', listens: false },
    { what: 'waits for its connection for too long', reason: 'timeout', listens: true },
  ])('takes what $what for held back where it may not leave any more, and else for what it is', async ({
    reason,
    listens,
  }) => {
    // It never shakes hands.
    const server = createTcpServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    if (listens) closers.push(() => server.close());
    else await new Promise((resolve) => server.close(resolve));
    const ask = (mayLeave: boolean) =>
      post(createGuard(), `https://127.0.0.1:${port}`, { timeoutMs: 200, mayLeave: () => mayLeave });

    await expect(ask(true)).rejects.toMatchObject({ sent: 'no', reason });
    await expect(ask(false)).rejects.toMatchObject({ sent: 'no', reason: 'heldBack' });
  });

  it('stops an answer that does not end, and lets go of its connection', async () => {
    const closed = Promise.withResolvers<void>();
    const origin = await serve((request, response) => {
      request.socket.on('close', () => closed.resolve());
      const write = () => {
        while (!response.destroyed && response.write(song));
      };
      response.on('drain', write);
      write();
    });

    const { body } = await post(createGuard(), origin, { maximumAnswerBytes: 100_000 });

    await expect(text(body)).rejects.toMatchObject({ sent: 'unknown', reason: 'answerTooLarge' });
    await closed.promise;
  });

  it('lets go of the connection of an answer that is left unread', async () => {
    const closed = Promise.withResolvers<void>();
    const origin = await serve((request, response) => {
      request.socket.on('close', () => closed.resolve());
      response.write('first');
    });

    const { body } = await post(createGuard(), origin);
    for await (const _ of body) break;

    await closed.promise;
  });

  it('says of an answer that breaks off that the request may have arrived', async () => {
    const origin = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'));

    const { body } = await post(createGuard(), origin);

    await expect(text(body)).rejects.toMatchObject({ sent: 'unknown', reason: 'connection' });
  });

  it('says of a compressed answer that breaks off that the request may have arrived', async () => {
    const half = gzipSync(song).subarray(0, 100);
    const origin = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(half));

    const { body } = await post(createGuard(), origin);

    await expect(text(body)).rejects.toMatchObject({ sent: 'unknown', reason: 'connection' });
  });

  it.each([
    { what: 'the whole takes too long', limits: { timeoutMs: 300 } },
    { what: 'the server falls silent', limits: { timeoutMs: 60_000, idleMs: 300 } },
  ])('gives up in the middle of an answer when $what', async ({ limits: { timeoutMs, idleMs } }) => {
    const origin = await serve((_, response) => void response.write('first'));

    const { body } = await post(createGuard(), origin, { timeoutMs, ...(idleMs && { idleMs }) });

    await expect(text(body)).rejects.toMatchObject({ sent: 'unknown', reason: 'timeout' });
  });

  it('does not count the wait for the beginning of an answer, nor a reader who takes their time, as silence', async () => {
    const origin = await serve((_, response) => {
      setTimeout(() => response.end('first'), 400);
    });

    const { body } = await post(createGuard(), origin, { idleMs: 200 });
    const pieces: Uint8Array[] = [];
    for await (const piece of body) {
      pieces.push(piece);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }

    expect(Buffer.concat(pieces).toString()).toBe('first');
  });

  it('rejects with the reason of the caller who aborts in the middle of an answer', async () => {
    const controller = new AbortController();
    const origin = await serve((_, response) => void response.write('first'));

    const { body } = await post(createGuard(), origin, { signal: controller.signal });
    const reading = (async () => {
      for await (const _ of body) controller.abort(new Error('shutting down'));
    })();

    await expect(reading).rejects.toThrow('shutting down');
  });

  it('knows that nothing was sent to where nobody listens', async () => {
    await expect(post(createGuard(), 'http://127.0.0.1:9')).rejects.toMatchObject({ sent: 'no', reason: 'connection' });
  });
});

describe('a form with a file', () => {
  const upload = async (name: string) => {
    const forms: unknown[] = [];
    const origin = await serve(async (request, response) => {
      const { 'content-type': type = '', 'content-length': length } = request.headers;
      const bytes = await buffer(request);
      const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
      const sent = form.get('file');
      forms.push({
        purpose: form.get('purpose'),
        file: sent instanceof File && { name: sent.name, type: sent.type, bytes: await sent.bytes() },
        isAnnounced: Number(length) === bytes.length,
      });
      response.end('{}');
    });
    const content = { sizeBytes: song.length, bytes: () => Readable.from([song]) };
    const multipart = {
      fields: { purpose: 'song' },
      file: { field: 'file', name, contentType: 'audio/mpeg', content },
    };
    const signal = new AbortController().signal;
    await createGuard().postJson({ url: origin, body: { multipart }, timeoutMs: 2_000, signal });
    return forms;
  };

  it('is sent as browsers send it, with its length', async () => {
    expect(await upload('a song.mp3')).toEqual([
      {
        purpose: 'song',
        file: { name: 'a song.mp3', type: 'audio/mpeg', bytes: new Uint8Array(song) },
        isAnnounced: true,
      },
    ]);
  });

  it('keeps a name within its quotes', async () => {
    expect(await upload('a"\r\nx: "b.mp3')).toMatchObject([{ purpose: 'song', file: { name: 'a"\r\nx: "b.mp3' } }]);
  });
});

describe('getJson', () => {
  const signal = new AbortController().signal;

  it('asks without a body, and resolves with the answer, whatever its status', async () => {
    const seen: unknown[] = [];
    const origin = await serve(async (request, response) => {
      seen.push({
        method: request.method,
        url: request.url,
        type: request.headers['content-type'],
        body: await text(request),
      });
      response.writeHead(404).end('{"message":"no such id"}');
    });

    const answer = await createGuard().getJson({ url: `${origin}/?id=a%3Ab`, timeoutMs: 2_000, signal });

    expect(answer).toMatchObject({ status: 404, body: { message: 'no such id' } });
    expect(seen).toEqual([{ method: 'GET', url: '/?id=a%3Ab', type: undefined, body: '' }]);
  });

  it('says when there is no answer', async () => {
    const call = { url: 'http://127.0.0.1:9', timeoutMs: 2_000, signal };

    await expect(createGuard().getJson(call)).rejects.toMatchObject({ name: 'RequestFailure', reason: 'connection' });
  });
});
