import type { LookupAddress } from 'node:dns';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer, isIP, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FetchError } from '../../src/errors.ts';
import { createAddressCheck } from '../../src/http-guard/address-check.ts';
import { createGuardedLookup } from '../../src/http-guard/guarded-connector.ts';
import { createGuardedFetch } from '../../src/http-guard.ts';

const log = pino({ level: 'silent' });
const isPublic = createAddressCheck({ own: () => [] });

/** Said once more and in another way than the guard says it: as ranges of numbers. */
const SPECIAL_RANGES = [
  [0x00000000, 0x00ffffff],
  [0x0a000000, 0x0affffff],
  [0x64400000, 0x647fffff],
  [0x7f000000, 0x7fffffff],
  [0xa83f8110, 0xa83f8110],
  [0xa9fe0000, 0xa9feffff],
  [0xac100000, 0xac1fffff],
  [0xc0000000, 0xc00000ff],
  [0xc0000200, 0xc00002ff],
  [0xc0586300, 0xc05863ff],
  [0xc0a80000, 0xc0a8ffff],
  [0xc6120000, 0xc613ffff],
  [0xc6336400, 0xc63364ff],
  [0xcb007100, 0xcb0071ff],
  [0xe0000000, 0xffffffff],
] as const;

const isSpecial = (number: number) => SPECIAL_RANGES.some(([first, last]) => number >= first && number <= last);

/** Anywhere, and more often at the borders. */
const ipv4 = fc.oneof(
  fc.nat(0xffffffff),
  fc.constantFrom(...SPECIAL_RANGES.flat()).chain((border) => fc.constantFrom(border, border + 1, border - 1)),
);
const inBounds = ipv4.filter((number) => number >= 0 && number <= 0xffffffff);

const octetsOf = (number: number) => [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256);
const dotted = (number: number) => octetsOf(number).join('.');
const hex = (value: number) => value.toString(16);
const pairs = (number: number) => `${hex(Math.floor(number / 65_536))}:${hex(number % 65_536)}`;

/** The ways in which RFC 6943 and browsers let an IPv4 address be written. */
const octetForms = [String, (octet: number) => `0x${hex(octet)}`, (octet: number) => `0${octet.toString(8)}`] as const;
const spelling = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.array(fc.constantFrom(...octetForms), { minLength: 4, maxLength: 4 }))
  .map(([parts, forms]) => (number: number) => {
    const octets = octetsOf(number);
    const head = octets.slice(0, parts - 1);
    const rest = octets.slice(parts - 1).reduce((sum, octet) => sum * 256 + octet, 0);
    return [...head, rest].map((part, index) => (forms[index] ?? String)(part)).join('.');
  });

/** IPv6 addresses behind which an IPv4 address may hide. */
const tunnels: ((number: number) => string)[] = [
  (number) => `::ffff:${dotted(number)}`,
  (number) => `::ffff:0:${pairs(number)}`,
  (number) => `::${pairs(number)}`,
  (number) => `64:ff9b::${pairs(number)}`,
  (number) => `64:ff9b:1::${pairs(number)}`,
  (number) => `2002:${pairs(number)}::1`,
  (number) => `2001:0:${pairs(number)}::1`,
  (number) => `2001:0:808:808::${pairs(0xffffffff - number)}`,
  (number) => `fe80::5efe:${pairs(number)}`,
];

describe('an IPv4 address', () => {
  it('is public if and only if no range says otherwise, however it is written in a link', () => {
    fc.assert(
      fc.property(inBounds, spelling, (number, spell) => {
        const { hostname } = new URL(`http://${spell(number)}/`);
        expect(hostname).toBe(dotted(number));
        expect(isPublic(hostname)).toBe(!isSpecial(number));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never reached through IPv6', () => {
    fc.assert(
      fc.property(inBounds, fc.constantFrom(...tunnels), (number, tunnel) => {
        expect(isPublic(tunnel(number))).toBe(false);
        expect(isPublic(new URL(`http://[${tunnel(number)}]/`).hostname.slice(1, -1))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

it('whatever is no address is not public', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789abcdef:.%/[]x '), maxLength: 40 });
  fc.assert(fc.property(text, (noAddress) => isIP(noAddress) > 0 || !isPublic(noAddress)));
});

it('a name is handed on with public addresses only, whatever a name server says and however often it changes its mind', async () => {
  const address = fc.oneof(
    inBounds.map((number) => ({ address: dotted(number), family: 4, isPrivate: isSpecial(number) })),
    inBounds.chain((number) =>
      fc.constantFrom(...tunnels).map((tunnel) => ({ address: tunnel(number), family: 6, isPrivate: true })),
    ),
    fc.constantFrom('2606:4700::1111', '2a00:1450::1').map((address) => ({ address, family: 6, isPrivate: false })),
  );
  const answers = fc.array(fc.array(address, { maxLength: 4 }), { minLength: 1, maxLength: 6 });

  await fc.assert(
    fc.asyncProperty(answers, fc.boolean(), async (said, all) => {
      let asked = 0;
      const resolve = (_: string, __: object, callback: (error: null, addresses: LookupAddress[]) => void) =>
        callback(null, said[asked++] ?? []);
      const lookUp = createGuardedLookup({ isPublic, resolve });
      for (const answer of said) {
        const [error, found] = await new Promise<unknown[]>((done) =>
          lookUp('song.example', { all }, (...result) => done(result)),
        );
        const isGood = answer.length > 0 && answer.every(({ isPrivate }) => !isPrivate);
        if (!isGood) expect([error, found]).toEqual([expect.any(FetchError), []]);
        else if (all) expect(found).toBe(answer);
        else expect(found).toBe(answer[0]?.address);
      }
    }),
    { numRuns: 150 },
  );
});

describe('a server', () => {
  let server: Server;
  let answer: Buffer = Buffer.alloc(0);
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('that answers anything at all gives a file within the limits, or a reason', async () => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const guard = createGuardedFetch({ trustedOrigins: [origin], log });
    const file = join(tmpdir(), `coverband-fuzz-${process.pid}`);
    const limits = { maximumBytes: 1_000, totalMs: 5_000, idleMs: 5_000, signal: new AbortController().signal };
    const kinds = new Set<string>();

    await fc.assert(
      fc.asyncProperty(hostileAnswer(origin), async (bytes) => {
        answer = bytes;
        const outcome = await guard.download(`${origin}/song`, file, limits).catch((error: unknown) => error);
        kinds.add(outcome instanceof FetchError ? outcome.code : 'file');
        if (!(outcome instanceof FetchError)) expect(outcome).toMatchObject({ sha256: expect.any(String) });
        if (!(outcome instanceof Error))
          expect((outcome as { sizeBytes: number }).sizeBytes).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 400 },
    );

    // The answers are neither all too broken nor all too good.
    expect([...kinds]).toEqual(expect.arrayContaining(['dead', 'failed', 'file']));
    await rm(file, { force: true });
    await guard.close();
  });
});

/** Answers put together of parts that are right, wrong and odd. */
function hostileAnswer(origin: string): fc.Arbitrary<Buffer> {
  const status = fc.constantFrom('200', '200', '200', '302', '307', '404', '206', '500', '99', '1000', 'abc');
  const location = fc.oneof(
    fc.constantFrom('http://127.0.0.1:1/', 'http://[::1]/', 'http://2130706433/', 'file:///etc/passwd', '//10.1/', ''),
    fc.constantFrom(`${origin}/again`, 'javascript:1', 'http://user:word@song.example/', 'gopher://x', 'http://0/'),
    fc.string({ maxLength: 20 }),
  );
  const header = fc.oneof(
    location.map((value) => `location: ${value}`),
    fc.constantFrom('content-length: 5', 'content-length: 99999999999', 'content-length: 0x5', 'content-length:'),
    fc.constantFrom('transfer-encoding: chunked', 'transfer-encoding: gzip', 'connection: keep-alive', 'trailer: x'),
    fc.constantFrom('gzip', 'br', 'zstd', 'deflate', 'x', '').map((name) => `content-encoding: ${name}`),
    fc.string({ maxLength: 30 }),
  );
  const body = fc.oneof(
    fc.constantFrom('5\r\nlalal\r\n0\r\n\r\n', 'ffffffff\r\n', '0\r\n\r\n', '-1\r\n'),
    fc.string({ maxLength: 1_500, size: 'max' }),
    fc.integer({ min: 990, max: 1_010 }).map((length) => 'l'.repeat(length)),
  );
  return fc
    .tuple(status, fc.array(header, { maxLength: 4 }), fc.constantFrom('\r\n', '\r\n', '\r\n', '\n'), body)
    .map(([code, headers, end, text]) =>
      Buffer.from([`HTTP/1.1 ${code} x`, ...headers, '', ''].join(end) + text, 'latin1'),
    );
}
