import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createAddressCheck, isNetwork } from '../src/http-guard/address-check.ts';
import { createGuardedLookup } from '../src/http-guard/guarded-connector.ts';
import { createGuardedFetch, type GuardedFetchOptions, type RequestReport } from '../src/http-guard.ts';

const log = pino({ level: 'silent' });

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guard-'));
  file = join(folder, 'song');
  return () => rm(folder, { recursive: true });
});

async function serve(listener: RequestListener): Promise<{ origin: string; port: number }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port };
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
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function createGuard(options: Partial<GuardedFetchOptions> = {}) {
  const guard = createGuardedFetch({ trustedOrigins: [], log, ...options });
  onTestFinished(() => guard.close());
  return guard;
}

function limits(changes: { totalMs?: number; idleMs?: number; signal?: AbortSignal } = {}) {
  const signal = new AbortController().signal;
  return { maximumBytes: 200_000_000, totalMs: 5_000, idleMs: 2_000, signal, ...changes };
}

/** Answers of a name server, one after the other; the last one stays. */
function answering(...answers: string[][]) {
  let asked = 0;
  const addressesOf = (answer: readonly string[]): LookupAddress[] =>
    answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return {
    times: () => asked,
    resolve(_: string, __: object, callback: (error: Error | null, addresses: LookupAddress[]) => void) {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      setImmediate(callback, null, addressesOf(answer));
    },
  };
}

describe('a name', () => {
  it.each([
    [['127.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['2606:4700::1111', '::1']],
    [['64:ff9b::7f00:1']],
    [['2002:7f00:1::1']],
    [['2001:0:7f00:1::1']],
    [[]],
  ])('that leads to %j is not connected to', async (addresses) => {
    let visits = 0;
    const { port } = await serve(() => {
      visits += 1;
    });
    const guard = createGuard({ resolve: answering(addresses).resolve });

    const code = addresses.length === 0 ? 'failed' : 'address';
    await expect(guard.download(`http://song.example:${port}/`, file, limits())).rejects.toMatchObject({ code });
    expect(visits).toBe(0);
  });

  it('is asked for anew on each redirect, and refused as soon as it leads elsewhere', async () => {
    let visits = 0;
    const { port } = await serve(() => {
      visits += 1;
    });
    const { origin } = await serve((_, response) => {
      response.writeHead(302, { location: `http://song.example:${port}/` }).end();
    });
    // What it said before is forgotten: only the answer that is connected to counts.
    const names = answering(['8.8.8.8'], ['10.0.0.1']);
    const lookUp = createGuardedLookup({ isPublic: createAddressCheck(), resolve: names.resolve });
    await new Promise<void>((resolve) => lookUp('song.example', { all: true }, () => resolve()));
    const guard = createGuard({ trustedOrigins: [origin], resolve: names.resolve });

    await expect(guard.download(origin, file, limits())).rejects.toMatchObject({ code: 'address' });
    expect(names.times()).toBe(2);
    expect(visits).toBe(0);
  });

  it('that takes long to look up holds up no more than two at once', async () => {
    const begun: string[] = [];
    const endings: (() => void)[] = [];
    const lookUp = createGuardedLookup({
      isPublic: () => true,
      resolve(hostname, _, callback) {
        begun.push(hostname);
        endings.push(() => callback(null, [{ address: '8.8.8.8', family: 4 }]));
      },
    });
    const found: unknown[] = [];
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    for (const name of ['a', 'b', 'c', 'd']) lookUp(name, {}, (_, address) => found.push(address));

    await settle();
    expect(begun).toEqual(['a', 'b']);
    endings[1]?.();
    await settle();
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const end of [...endings]) end();
    await settle();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    endings[3]?.();
    expect(found).toContain('8.8.8.8');
  });
});

describe('the address check', () => {
  const own = [
    { address: '198.100.1.7', family: 'IPv4', cidr: '198.100.1.7/24' },
    { address: '2a01:4f8:1:2::9', family: 'IPv6', cidr: '2a01:4f8:1:2::9/64' },
    { address: '2a02:1::1', family: 'IPv6', cidr: '2a02:1::1/16' },
    { address: '2a03:1::1', family: 'IPv6', cidr: null },
  ] as const;
  const isPublic = createAddressCheck({ own: () => own });

  it.each([
    ['198.100.1.7', '198.100.1.8'],
    ['2a01:4f8:1:2:ffff::1', '2a01:4f8:1:3::9'],
    ['2a02:1:0::0:1', '2a02:1::2'],
    ['2a03:1::1', '2a03:1::2'],
  ])('takes this machine’s own %s for private, and %s not', (ours, theirs) => {
    expect(isPublic(ours)).toBe(false);
    expect(isPublic(theirs)).toBe(true);
  });

  it('knows the inner services of clouds', () => {
    for (const address of ['169.254.169.254', '168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254'])
      expect(isPublic(address)).toBe(false);
    expect(isPublic('168.63.129.17')).toBe(true);
  });
});

describe('a server that sends too much beside the song', () => {
  const OK = 'HTTP/1.1 200 OK\r\n';
  const flood = (socket: Socket, text: string) => {
    const write = () => {
      while (!socket.destroyed && socket.write(text));
    };
    socket.on('drain', write);
    write();
  };

  it.each([
    ['headers without end', OK, `x-${'a'.repeat(500)}: ${'b'.repeat(500)}\r\n`, 'failed'],
    ['one header without end', `${OK}x: `, 'b'.repeat(10_000), 'failed'],
    ['trailers without end', `${OK}transfer-encoding: chunked\r\n\r\n0\r\n`, `x: ${'y'.repeat(500)}\r\n`, 'failed'],
    ['a location without end', 'HTTP/1.1 302 Found\r\nlocation: http://', 'a'.repeat(10_000), 'failed'],
  ])('%s is let go of', async (_, head, more, code) => {
    const origin = await serveRaw((socket) => {
      socket.write(head);
      flood(socket, more);
    });

    const download = createGuard({ trustedOrigins: [origin] }).download(origin, file, limits());

    await expect(download).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['a status line without end', 'HTTP/1.1 200 ', 'O'.repeat(1_000)],
    ['early hints without end', '', 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'],
    ['a chunk’s extension without end', `${OK}transfer-encoding: chunked\r\n\r\n5`, `;x=${'a'.repeat(1_000)}`],
  ])('%s ends with the time it has', async (_, head, more) => {
    const origin = await serveRaw((socket) => {
      socket.write(head || more);
      const timer = setInterval(() => socket.write(more), 5);
      socket.on('close', () => clearInterval(timer));
    });

    const download = createGuard({ trustedOrigins: [origin] }).download(origin, file, limits({ idleMs: 100 }));

    await expect(download).rejects.toMatchObject({ name: 'FetchError' });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['two lengths', `${OK}content-length: 2\r\ncontent-length: 4\r\n\r\nlala`],
    ['a length that is no number', `${OK}content-length: -5\r\n\r\nlala`],
    ['a length and chunks', `${OK}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n4\r\nlala\r\n0\r\n\r\n`],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'],
    ['two encodings at once', `${OK}content-encoding: gzip, gzip\r\ncontent-length: 1\r\n\r\nx`],
  ])('%s is refused', async (_, answer) => {
    const origin = await serveRaw((socket) => void socket.end(answer));

    const download = createGuard({ trustedOrigins: [origin] }).download(origin, file, limits());

    await expect(download).rejects.toMatchObject({ code: 'failed' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('a window of 128 MiB for a few bytes is refused', async () => {
    const { origin } = await serve((_, response) => {
      response.setHeader('content-encoding', 'zstd').end(zstdWithWindow(27));
    });
    const small = await serve((_, response) => {
      response.setHeader('content-encoding', 'zstd').end(zstdWithWindow(23));
    });
    const guard = createGuard({ trustedOrigins: [origin, small.origin] });

    await expect(guard.download(small.origin, file, limits())).resolves.toMatchObject({ sizeBytes: 100 * 131_072 });
    await expect(guard.download(origin, file, limits())).rejects.toMatchObject({ code: 'failed' });
  });
});

/** RFC 8878: a frame of one window size with a hundred blocks of one repeated letter. */
function zstdWithWindow(log: number): Buffer {
  const blocks = Array.from({ length: 100 }, (_, index) => {
    const header = (131_072 << 3) | (1 << 1) | (index === 99 ? 1 : 0);
    return Buffer.from([header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff, 0x41]);
  });
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (log - 10) << 3]), ...blocks]);
}

describe('whoever counts requests', () => {
  it('is told once of each, to whom it went and how it ended', async () => {
    const { origin } = await serve((request, response) => {
      const status = Number(request.url?.slice(1, 4));
      if (status) response.writeHead(status).end('{}');
      else response.write('{').valueOf() && response.destroy();
    });
    const reports: RequestReport[] = [];
    const guard = createGuard({ trustedOrigins: [origin], onRequest: (report) => reports.push(report) });
    const vendor = guard.named('vendor');
    const { signal } = new AbortController();
    const call = (path: string) => ({ url: origin + path, body: { json: {} }, timeoutMs: 2_000, signal });

    await guard.download(`${origin}/200`, file, limits());
    await guard.download(`${origin}/404`, file, limits()).catch(() => undefined);
    await guard.download('http://127.0.0.2/', file, limits()).catch(() => undefined);
    await vendor.postJson(call('/200'));
    await vendor.postJson(call('/429'));
    await vendor.getJson({ ...call('/503') });
    await vendor.postJson({ ...call('/200'), maximumAnswerBytes: 1 }).catch(() => undefined);
    await vendor.postJson(call('/broken')).catch(() => undefined);
    await vendor.postJson({ ...call(''), url: 'http://127.0.0.1:9' }).catch(() => undefined);
    await vendor.postJson({ ...call('/200'), signal: AbortSignal.abort() }).catch(() => undefined);
    for await (const _ of (await vendor.postForStream(call('/200'))).body) break;

    expect(reports.map(({ target, outcome }) => `${target} ${outcome}`)).toEqual([
      'files ok',
      'files refused',
      'files blocked',
      'vendor ok',
      'vendor rate_limited',
      'vendor failed',
      'vendor too_large',
      'vendor connection',
      'vendor connection',
      'vendor aborted',
      'vendor ok',
    ]);
    expect(reports.every(({ ms }) => ms >= 0 && ms < 5_000)).toBe(true);
  });
});

describe('a network that the operator trusts', () => {
  const own = () => [{ address: '198.18.0.1', family: 'IPv4' as const, cidr: '198.18.0.1/16' }];
  const isPublic = createAddressCheck({
    trusted: ['64:ff9b::/96', '198.18.0.0/15', '2001:db8:64::/96', 'fd00:1::/32'],
    own,
  });

  it.each([
    '198.18.7.7',
    '198.19.255.255',
    'fd00:1::7',
    '64:ff9b::8.8.8.8',
    '64:ff9b::101:101',
    '2001:db8:64::808:808',
  ])('admits %s', (address) => {
    expect(isPublic(address)).toBe(true);
    expect(createAddressCheck({ own })(address)).toBe(false);
  });

  it.each([
    '64:ff9b::10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b::7f00:1',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::',
    '64:ff9b::1',
    '64:ff9b:0:0:0:0:c0a8:1',
    '64:ff9b::c612:1',
    '2001:db8:64::192.168.1.1',
    '198.18.0.1',
    '10.0.0.1',
    '64:ff9b:1::808:808',
    'fd00:2::7',
    '::ffff:10.0.0.1',
  ])('does not admit %s', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it('is never this machine, its link or the inner services of clouds', () => {
    const trusted = ['127.0.0.0/8', '169.254.0.0/16', '168.63.129.16/32', 'fe80::/16', '0.0.0.0/8'];
    const check = createAddressCheck({ trusted, own });
    for (const address of ['127.0.0.1', '169.254.169.254', '168.63.129.16', 'fe80::1', '0.0.0.0', '::1', '::']) {
      expect(check(address)).toBe(false);
    }
  });

  it.each(['64:ff9b::/96', '198.18.0.0/15', '10.0.0.0/8', 'fd00::/48', '64:ff9b:1:7::/96'])('may be %s', (network) => {
    expect(isNetwork(network)).toBe(true);
  });

  it.each([
    '64:ff9b::/64',
    '64:ff9b:1::/48',
    '::/0',
    '64::/16',
    '0.0.0.0/0',
    '10.0.0.0',
    '10.0.0.0/33',
    'host/8',
    '10.0.0.0/8/8',
    '',
  ])('may not be %j', (network) => {
    expect(isNetwork(network)).toBe(false);
  });
});
