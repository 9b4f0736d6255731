import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { checkSignature, Refusal } from './s3-signature.ts';

/** What goes wrong with the next request that it fits, once. */
export interface S3Fault {
  method: string;
  /** Default: any request of the method. */
  matches?: (url: URL) => boolean;
  /**
   * `slowDown`: 503 at once. `cut`: the answer ends in the middle. `reset`: the connection ends before anything is done. `lost`: it is
   * done, and nobody hears of it. `late`: it is answered after so many milliseconds.
   */
  kind: 'slowDown' | 'cut' | 'reset' | 'lost' | { lateMs: number } | { status: number; code: string };
}

export interface S3StandIn {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  objects: Map<string, { bytes: Buffer; modifiedAt: number }>;
  /** Of multipart uploads that were neither completed nor aborted. */
  uploads: Map<string, { key: string; parts: Map<number, Buffer> }>;
  /** As `METHOD key?what`, in order. */
  requests: string[];
  /** Why requests were refused, such as `SignatureDoesNotMatch`. */
  refusals: string[];
  fail(...faults: S3Fault[]): void;
  /** Refuses every connection from then on, until it is taken back. */
  setAway(isAway: boolean): void;
  /** Has its clock show so much more than others. */
  setAhead(ms: number): void;
  close(): Promise<void>;
}

const SMALLEST_PART_BYTES = 5 * 1024 * 1024;
const KEYS_IN_LIST = 1_000;

/**
 * A server that speaks as much of S3 as files need, path-style, with one bucket. Every signature is reckoned anew, of headers and of
 * links, and every body that was signed is hashed.
 */
export async function startS3StandIn({ mostInList = KEYS_IN_LIST } = {}): Promise<S3StandIn> {
  const bucket = 'songs';
  const region = 'eu-test-1';
  const accessKeyId = 'AKIATESTTESTTESTTEST';
  const secretAccessKey = 'a secret that nobody/else+knows';
  const objects: S3StandIn['objects'] = new Map();
  const uploads: S3StandIn['uploads'] = new Map();
  const requests: string[] = [];
  const refusals: string[] = [];
  let faults: S3Fault[] = [];
  let isAway = false;
  let aheadMs = 0;
  let count = 0;

  const secretOf = (id: string | undefined) => {
    if (id !== accessKeyId) throw new Refusal(403, 'InvalidAccessKeyId');
    return secretAccessKey;
  };

  const handle = async (request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse) => {
    checkSignature(request, url, body, { secretOf, region, now: () => Date.now() + aheadMs });
    const [, named, ...rest] = url.pathname.split('/');
    if (named !== bucket) throw new Refusal(404, 'NoSuchBucket');
    const key = decodeURIComponent(rest.join('/'));
    const query = url.searchParams;
    const uploadId = query.get('uploadId');
    switch (request.method) {
      case 'PUT': {
        if (uploadId === null) {
          objects.set(key, { bytes: body, modifiedAt: Date.now() });
        } else uploadOf(uploadId, key).parts.set(Number(query.get('partNumber')), body);
        return response.writeHead(200, { etag: etagOf(body) }).end();
      }
      case 'POST': {
        if (query.has('uploads')) {
          count += 1;
          const id = `upload-${count}`;
          uploads.set(id, { key, parts: new Map() });
          return sendXml(
            response,
            `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
          );
        }
        const bytes = completed(uploadOf(uploadId ?? '', key).parts, body.toString());
        objects.set(key, { bytes, modifiedAt: Date.now() });
        uploads.delete(uploadId ?? '');
        return sendXml(
          response,
          `<CompleteMultipartUploadResult><ETag>${etagOf(bytes)}</ETag></CompleteMultipartUploadResult>`,
        );
      }
      case 'DELETE':
        if (uploadId === null) objects.delete(key);
        else uploads.delete(uploadId);
        return response.writeHead(204).end();
      case 'GET':
      case 'HEAD': {
        if (query.has('list-type')) return sendXml(response, listed(objects, query, mostInList));
        const object = objects.get(key);
        if (!object) throw new Refusal(404, 'NoSuchKey');
        response.writeHead(200, { 'content-length': object.bytes.length, etag: etagOf(object.bytes) });
        return response.end(request.method === 'GET' ? object.bytes : undefined);
      }
      default:
        throw new Refusal(405, 'MethodNotAllowed');
    }
  };

  const uploadOf = (id: string, key: string) => {
    const upload = uploads.get(id);
    if (upload?.key !== key) throw new Refusal(404, 'NoSuchUpload');
    return upload;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://s3');
    const body = await bodyOf(request);
    // Who broke off has sent nothing.
    if (!body) return;
    if (isAway) return void request.socket.destroy();
    requests.push(`${request.method} ${decodeURIComponent(url.pathname)}${what(url)}`);
    const fault = faults.find(({ method, matches }) => method === request.method && (matches?.(url) ?? true));
    faults = faults.filter((other) => other !== fault);
    try {
      if (fault && (await isSpoilt(fault, request, response))) return;
      await handle(request, url, body, response);
    } catch (error) {
      const { status, code } = error instanceof Refusal ? error : new Refusal(500, String(error));
      if (status === 403 || status === 400) refusals.push(code);
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
    objects,
    uploads,
    requests,
    refusals,
    fail: (...more) => void faults.push(...more),
    setAway(away) {
      isAway = away;
      if (away) server.closeAllConnections();
    },
    setAhead(ms) {
      aheadMs = ms;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function what({ searchParams }: URL): string {
  const names = ['uploads', 'uploadId', 'partNumber', 'list-type'].filter((name) => searchParams.has(name));
  return names.length === 0 ? '' : `?${names.join('&')}`;
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function sendXml(response: ServerResponse, xml: string): unknown {
  return response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${xml}`);
}

function completed(parts: ReadonlyMap<number, Buffer>, xml: string): Buffer {
  const listed = [...xml.matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)];
  if (listed.length === 0) throw new Refusal(400, 'MalformedXML');
  const bytes = listed.map(([, number, etag], index) => {
    const part = parts.get(Number(number));
    if (!part || etagOf(part).replaceAll('"', '') !== etag?.replaceAll(/"|&quot;/g, ''))
      throw new Refusal(400, 'InvalidPart');
    if (Number(number) !== index + 1) throw new Refusal(400, 'InvalidPartOrder');
    if (index < listed.length - 1 && part.length < SMALLEST_PART_BYTES) throw new Refusal(400, 'EntityTooSmall');
    return part;
  });
  return Buffer.concat(bytes);
}

function listed(objects: S3StandIn['objects'], query: URLSearchParams, mostInList: number): string {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? KEYS_IN_LIST), mostInList);
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, most);
  const isTruncated = keys.length > page.length;
  const contents = page.map((key) => {
    const object = objects.get(key);
    const modified = new Date(object?.modifiedAt ?? 0).toISOString();
    return `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified><Size>${object?.bytes.length}</Size></Contents>`;
  });
  const token = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`;
}

/** Undefined where it did not come whole. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

/** Whether the request has come to its end by it. Throws `Refusal`. */
async function isSpoilt({ kind }: S3Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (kind === 'slowDown') throw new Refusal(503, 'SlowDown');
  if (kind === 'reset') {
    request.socket.destroy();
    return true;
  }
  // What is done is done; only its answer is spoilt.
  const end = (content: Buffer | string = '') => {
    const bytes = Buffer.from(content);
    const half = bytes.subarray(0, bytes.length / 2);
    if (kind === 'cut' && half.length > 0) response.write(half, () => request.socket.destroy());
    else request.socket.destroy();
    return response;
  };
  if (kind === 'cut' || kind === 'lost') response.end = end as typeof response.end;
  else if ('status' in kind) throw new Refusal(kind.status, kind.code);
  else await delay(kind.lateMs);
  return false;
}
