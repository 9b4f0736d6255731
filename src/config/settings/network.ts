import { defineSetting } from '../setting.ts';
import { address, networks, origins, proxy, text } from '../value-schemas.ts';

/** The ways to other servers. */
export const networkSettings = {
  TRUSTED_ORIGINS: defineSetting({
    schema: origins.optional(),
    expected: 'a list of origins such as http://127.0.0.1:8080',
    about: 'Origins that songs may be fetched from although their address is not public. Leave empty.',
  }),
  TRUSTED_NETWORKS: defineSetting({
    schema: networks.optional(),
    expected: 'a list of networks such as 64:ff9b::/96, 198.18.0.0/15',
    about:
      'Networks that songs may be fetched from although their addresses are not public, for NAT64 and for resolvers that hand out such addresses. Leave empty.',
  }),
  HTTP_PROXY: defineSetting({
    schema: proxy.optional(),
    expected: 'the address of an HTTP proxy such as http://proxy.example:3128',
    about: 'Proxy for addresses with http, and for all where HTTPS_PROXY is empty. It may hold name:password@.',
    alias: 'http_proxy',
    secret: true,
  }),
  HTTPS_PROXY: defineSetting({
    schema: proxy.optional(),
    expected: 'the address of an HTTP proxy such as http://proxy.example:3128',
    about: 'Proxy for Discord, its gateway, the providers and all files. It may hold name:password@.',
    alias: 'https_proxy',
    secret: true,
  }),
  NO_PROXY: defineSetting({
    schema: text.optional(),
    expected: 'a list of hosts such as example.com, .example.org, 10.0.0.7:8080, or *',
    about: 'Hosts that are reached without a proxy; this machine is one of them in any case.',
    alias: 'no_proxy',
  }),
  DISCORD_API_BASE: defineSetting({
    schema: address.optional(),
    expected: 'an http(s) address',
    about: 'Another base address for the Discord API; for the sandbox.',
  }),
};
