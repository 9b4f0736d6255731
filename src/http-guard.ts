import { lookup } from 'node:dns';
import { Agent, type Dispatcher } from 'undici';
import { FetchError } from './errors.ts';
import { createAddressCheck } from './http-guard/address-check.ts';
import {
  type ApiCall,
  callForStream,
  type JsonAnswer,
  type JsonCall,
  readJson,
  type StreamedAnswer,
} from './http-guard/api-call.ts';
import { type Download, type DownloadLimits, downloadFile } from './http-guard/download.ts';
import { createGuardedConnector, type Resolve } from './http-guard/guarded-connector.ts';
import { outcomeOfError, outcomeOfStatus, type RequestOutcome, type RequestReport } from './http-guard/outcome.ts';
import { createProxies, type ProxySettings } from './http-guard/proxies.ts';
import type { Logger } from './logger.ts';

export type { ApiCall, JsonAnswer, JsonCall, StreamedAnswer } from './http-guard/api-call.ts';
export { RequestFailure } from './http-guard/api-call.ts';
export type { Download, DownloadLimits } from './http-guard/download.ts';
export type { MultipartForm, StreamedBody } from './http-guard/multipart.ts';
export { outcomeOfStatus, type RequestOutcome, type RequestReport } from './http-guard/outcome.ts';
export type { ProxySettings } from './http-guard/proxies.ts';

export interface GuardedFetchOptions {
  /** Exact origins whose address is not checked. Every other limit holds for them too. */
  trustedOrigins: readonly string[];
  log: Logger;
  /** Networks such as `198.18.0.0/15` whose addresses count as public; see `createAddressCheck`. */
  trustedNetworks?: readonly string[];
  proxies?: ProxySettings;
  /** Told of each request once it has ended. */
  onRequest?: (report: RequestReport) => void;
  /** Looks names up for downloads. Default: the system. */
  resolve?: Resolve;
}

/** HTTP for everything that strangers and providers send. */
export interface GuardedFetch {
  /**
   * Streams an address into a file: http(s) only, public addresses only, counted after content decoding. The bytes are on
   * disk (fsync) when it resolves. On any failure the file is gone again. Throws `FetchError`, the signal's reason when
   * the caller aborted, and file system errors (`ENOSPC`) as they are.
   */
  download(url: string, toFile: string, limits: DownloadLimits): Promise<Download>;
  /**
   * One attempt at a POST to an address from the operator's settings, so its address is not checked. Resolves with any
   * HTTP status; throws `RequestFailure` where no whole answer came, and the signal's reason when the caller aborted.
   */
  postJson(call: JsonCall): Promise<JsonAnswer>;
  /** The same with an answer that is handed on as it comes, for what should not be held in memory. */
  postForStream(call: JsonCall): Promise<StreamedAnswer>;
  /** One attempt at a GET, which like `postJson` resolves with any HTTP status. */
  getJson(call: ApiCall): Promise<JsonAnswer>;
  /** The same connections, whose requests are told under another name than `files`. */
  named(target: string): GuardedFetch;
  /** What keeps files of this host from being downloaded in this network, in words for the operator; null for nothing. */
  faultOf(hostname: string): Promise<string | null>;
  /** The way to addresses from the operator's settings, for what is no single request. */
  dispatcher: Dispatcher;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** The bot's one way to fetch from and post to servers other than Discord's API. */
export function createGuardedFetch({
  trustedOrigins,
  trustedNetworks = [],
  proxies: proxySettings = {},
  log,
  onRequest,
  resolve = lookup as Resolve,
}: GuardedFetchOptions): GuardedFetch {
  // Time limits are set per call. HTTP/1.1 alone keeps "one request, one connection at a time" easy to reason about.
  const common = { headersTimeout: 0, bodyTimeout: 0, allowH2: false } as const;
  const proxies = createProxies(proxySettings, { ...common, timeoutMs: CONNECT_TIMEOUT_MS });
  const plain = proxies.dispatcher;
  const isPublic = createAddressCheck({ trusted: trustedNetworks });
  const connect = createGuardedConnector({
    isPublic,
    resolve,
    timeoutMs: CONNECT_TIMEOUT_MS,
    tunnelFor: proxies.tunnelFor,
  });
  const guarded = new Agent({ ...common, connect });
  const trusted = new Set(trustedOrigins);

  const close = async () => {
    await Promise.all([proxies.close(), guarded.destroy()]);
  };

  const named = (target: string): GuardedFetch => {
    const begin = (): Tell => {
      const startedAt = performance.now();
      return (outcome) => onRequest?.({ target, outcome, ms: performance.now() - startedAt });
    };
    const call: typeof callForStream = async (method, options, dispatcher) => {
      const tell = begin();
      const answer = await toldWhenFailed(callForStream(method, options, dispatcher), tell);
      return { ...answer, body: toldAtEnd(answer, tell) };
    };

    return {
      async download(url, toFile, limits) {
        const tell = begin();
        const agentFor = (origin: string) => (trusted.has(origin) ? plain : guarded);
        const download = downloadFile(url, toFile, limits, agentFor).catch((error: unknown) => {
          if (error instanceof FetchError && error.code === 'address')
            log.warn({ host: URL.parse(url)?.host }, 'download refused: the address or one it leads to is not public');
          throw error;
        });
        const saved = await toldWhenFailed(download, tell);
        tell('ok');
        return saved;
      },
      postJson: async (options) => readJson(await call('POST', options, plain)),
      postForStream: (options) => call('POST', options, plain),
      getJson: async (options) => readJson(await call('GET', options, plain)),
      named,
      dispatcher: plain,
      faultOf: (hostname) => faultOf(hostname, resolve, isPublic),
      close,
    };
  };

  return named('files');
}

function faultOf(hostname: string, resolve: Resolve, isPublic: (address: string) => boolean): Promise<string | null> {
  return new Promise((done) => {
    resolve(hostname, { all: true }, (error, addresses = []) => {
      const refused = addresses.map(({ address }) => address).filter((address) => !isPublic(address));
      if (error) done(`the name ${hostname} is not known in this network`);
      else if (refused.length === 0) done(null);
      else
        done(`in this network ${hostname} is at ${refused.join(', ')}, which is no public address (TRUSTED_NETWORKS)`);
    });
  });
}

type Tell = (outcome: RequestOutcome) => void;

function toldWhenFailed<Answer>(answer: Promise<Answer>, tell: Tell): Promise<Answer> {
  return answer.catch((error: unknown) => {
    tell(outcomeOfError(error));
    throw error;
  });
}

/** An answer has ended when its body has, or when its reader leaves. */
async function* toldAtEnd({ status, body }: StreamedAnswer, tell: Tell): AsyncGenerator<Uint8Array> {
  let outcome = outcomeOfStatus(status);
  try {
    yield* body;
  } catch (error) {
    outcome = outcomeOfError(error);
    throw error;
  } finally {
    tell(outcome);
  }
}
