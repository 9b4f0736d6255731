import type { Reach } from '../../../discord/inspection/reach-api.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

export interface NetworkFacts {
  reach: Reach;
  /** What keeps songs from being downloaded, as `GuardedFetch.faultOf` says it. */
  filesFault: string | null;
  /** Of the proxy that is set, without name and password; null where there is none. */
  proxyHost: string | null;
}

/** The way to Discord's API, and to where members' songs lie. */
export function checkNetwork({ reach, filesFault, proxyHost }: NetworkFacts): Finding {
  const way = proxyHost === null ? '' : ` through the proxy ${proxyHost}`;
  const proxyAdvice = 'look at HTTPS_PROXY and HTTP_PROXY: address, port, name:password@ (docs/operations.md, Proxies)';
  switch (reach.kind) {
    case 'proxyRefused':
      return fail('network', `the proxy ${proxyHost ?? ''} refused with status ${reach.status}`, proxyAdvice);
    case 'none':
      return fail(
        'network',
        `Discord cannot be reached${way} (${reach.code})`,
        proxyHost === null
          ? 'check network, name resolution and firewall; where a proxy is the only way out, set HTTPS_PROXY'
          : `check network and firewall, and ${proxyAdvice}`,
      );
    case 'foreign':
      return fail(
        'network',
        `something else answers in Discord’s place${way}, with status ${reach.status}`,
        'look for a firewall, a login page of the network, or a proxy on the way; or wait, should Discord itself be down',
      );
    case 'answered':
      if (filesFault === null) return ok('network', `Discord answers${way}`);
      return warn(
        'network',
        `Discord answers${way}, but songs may not be downloaded: ${filesFault}`,
        'see docs/operations.md, "Proxies, and networks of another kind"',
      );
  }
}

/** Of a proxy’s address, what may be shown. */
export function hostOfProxy(address: string | undefined): string | null {
  return address === undefined ? null : (URL.parse(address)?.host ?? null);
}
