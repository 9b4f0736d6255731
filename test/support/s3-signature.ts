import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** As S3 answers what it does not do. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export interface Keys {
  secretOf(accessKeyId: string | undefined): string;
  region: string;
  now(): number;
}

const MOST_SKEW_MS = 15 * 60_000;

/** As Amazon describes it for AWS4-HMAC-SHA256, in the headers or in the address. Throws `Refusal`. */
export function checkSignature(request: IncomingMessage, url: URL, body: Buffer, keys: Keys): void {
  const given = url.searchParams.has('X-Amz-Signature') ? inAddress(url.searchParams) : inHeaders(request);
  if (given.credential === '') throw new Refusal(403, 'AccessDenied');
  const [accessKeyId, day = '', region, service, kind] = given.credential.split('/');
  const secret = keys.secretOf(accessKeyId);
  const isForHere = region === keys.region && service === 's3' && kind === 'aws4_request';
  if (!isForHere || !given.at.startsWith(day)) throw new Refusal(400, 'AuthorizationHeaderMalformed');
  checkTime(given, keys.now());
  checkNames(given);
  const scope = `${day}/${keys.region}/s3/aws4_request`;
  const canonical = sha256(canonicalRequest(request, given));
  const toSign = ['AWS4-HMAC-SHA256', given.at, scope, canonical].join('\n');
  const expected = hmac(signingKey(secret, day, keys.region), toSign);
  const signature = Buffer.from(given.signature, 'hex');
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    throw new Refusal(403, 'SignatureDoesNotMatch');
  if (given.payload !== 'UNSIGNED-PAYLOAD' && given.payload !== sha256(body))
    throw new Refusal(400, 'XAmzContentSHA256Mismatch');
}

interface Given {
  isLink: boolean;
  credential: string;
  signedHeaders: string;
  signature: string;
  at: string;
  lifeMs: number;
  payload: string;
}

function inAddress(query: URLSearchParams): Given {
  const of = (name: string) => query.get(`X-Amz-${name}`) ?? '';
  return {
    isLink: true,
    credential: of('Credential'),
    signedHeaders: of('SignedHeaders'),
    signature: of('Signature'),
    at: of('Date'),
    lifeMs: Number(of('Expires')) * 1_000,
    payload: 'UNSIGNED-PAYLOAD',
  };
}

function inHeaders({ headers }: IncomingMessage): Given {
  const of = (name: string) => new RegExp(`${name}=([^,]+)`).exec(headers.authorization ?? '')?.[1] ?? '';
  return {
    isLink: false,
    credential: of('Credential'),
    signedHeaders: of('SignedHeaders'),
    signature: of('Signature'),
    at: String(headers['x-amz-date']),
    lifeMs: MOST_SKEW_MS,
    payload: String(headers['x-amz-content-sha256']),
  };
}

function checkTime({ at, lifeMs, isLink }: Given, now: number): void {
  const signedAt = Date.parse(at.replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z'));
  if (now <= signedAt + lifeMs && now >= signedAt - MOST_SKEW_MS) return;
  throw new Refusal(403, isLink ? 'AccessDenied' : 'RequestTimeTooSkewed');
}

function checkNames({ signedHeaders, isLink }: Given): void {
  const names = signedHeaders.split(';');
  const needed = isLink ? ['host'] : ['host', 'x-amz-date', 'x-amz-content-sha256'];
  if (!needed.every((name) => names.includes(name))) throw new Refusal(403, 'AccessDenied');
}

function canonicalRequest({ method, url = '', headers }: IncomingMessage, { signedHeaders, payload }: Given): string {
  const [path, query = ''] = url.split('?');
  const parameters = query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort();
  const lines = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}`);
  return [method, path, parameters.join('&'), ...lines, '', signedHeaders, payload].join('\n');
}

function signingKey(secret: string, day: string, region: string): Buffer {
  return [day, region, 's3', 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
