import { createClock } from '../../clock.ts';
import type { Config } from '../../config/read-config.ts';
import { createInspection, type Inspection } from '../../discord/inspection/inspection.ts';
import { DiscordError } from '../../errors.ts';
import { createGuardedFetch, type GuardedFetch } from '../../http-guard.ts';
import { createLogger } from '../../logger.ts';
import { checkApplication } from './checks/check-application.ts';
import { checkChannels } from './checks/check-channels.ts';
import { checkClock } from './checks/check-clock.ts';
import { checkNetwork, hostOfProxy } from './checks/check-network.ts';
import { checkProvider } from './checks/check-provider.ts';
import { checkServers } from './checks/check-servers.ts';
import { type Finding, fail, ok, skipped, warn } from './finding.ts';
import { providersToCheck } from './providers-to-check.ts';

/** Reports what a check finds under a name. */
export type Look = (name: string, check: () => Promise<Finding | readonly Finding[]> | Finding) => Promise<void>;

/** For one look at Discord or at a provider; many servers take longer. */
const PATIENCE_MS = 40_000;
const SERVERS_PATIENCE_MS = 180_000;

/** Everything that is asked over the network: Discord first, since it says whether there is one. */
export async function examineServices(config: Config, { now }: { now(): number }, look: Look): Promise<void> {
  const clock = createClock();
  const { trustedOrigins, trustedNetworks, proxies } = config;
  const log = createLogger({ level: 'silent' });
  const http = createGuardedFetch({ trustedOrigins, trustedNetworks, proxies, log });
  const { token, apiBase: api } = config.discord;
  const inspection = createInspection({ token, api, dispatcher: http.dispatcher, clock });
  try {
    const isReached = await examineNetwork(config, { inspection, http, now, look });
    if (isReached) await examineDiscord(config, inspection, look);
    else
      for (const name of ['token', 'application', 'servers'])
        await look(name, () => skipped(name, 'Discord has to be reached first'));
    for (const checked of providersToCheck(config, { http, clock }))
      await look(`provider ${checked.provider.name}`, () => checkProvider(checked, AbortSignal.timeout(PATIENCE_MS)));
  } finally {
    inspection.close();
    await http.close();
  }
}

interface NetworkIo {
  inspection: Inspection;
  http: GuardedFetch;
  now(): number;
  look: Look;
}

async function examineNetwork(
  { discord, proxies }: Config,
  { inspection, http, now, look }: NetworkIo,
): Promise<boolean> {
  const before = now();
  const reach = await inspection.reach();
  const ownAt = (before + now()) / 2;
  const proxyHost = hostOfProxy(proxies.httpsProxy ?? proxies.httpProxy);
  await look('network', async () => {
    // A stand-in for Discord serves files by itself, and behind a proxy names may be known to that alone.
    const isAsked = discord.apiBase === undefined && proxyHost === null;
    return checkNetwork({ reach, proxyHost, filesFault: isAsked ? await http.faultOf('cdn.discordapp.com') : null });
  });
  await look('clock', () => {
    if (reach.kind !== 'answered' || reach.at === undefined) return skipped('clock', 'nobody said what time it is');
    return checkClock(ownAt, reach.at);
  });
  return reach.kind === 'answered';
}

async function examineDiscord(config: Config, inspection: Inspection, look: Look): Promise<void> {
  let botId: string | undefined;
  await look('token', async () => {
    const found = await saidByDiscord('token', () => inspection.botId(AbortSignal.timeout(PATIENCE_MS)));
    if (typeof found !== 'string') return found;
    if (found === 'refused') {
      return fail(
        'token',
        'Discord refuses it',
        'reset the token on the page "Bot" of the application, copy it, and put it into .env as DISCORD_TOKEN',
      );
    }
    botId = found;
    return ok('token', 'Discord takes it');
  });
  if (botId === undefined) {
    for (const name of ['application', 'servers'])
      await look(name, () => skipped(name, 'the token has to be good first'));
    return;
  }
  const own = botId;
  await look('application', async () => {
    const found = await saidByDiscord('application', () => inspection.application(AbortSignal.timeout(PATIENCE_MS)));
    if ('state' in found) return found;
    const dollars = (config.quota.trialMonth.micros ?? 0) / 1_000_000;
    return checkApplication(found, { othersMayTry: config.quota.allowedGuilds.othersMayTry, dollars });
  });
  await look('servers', () => saidByDiscord('servers', () => lookAtServers(config, inspection, own)));
  await look('channels', () => saidByDiscord('channels', () => lookAtChannels(config, inspection, own)));
}

async function lookAtServers({ quota, guildDefaults }: Config, inspection: Inspection, botId: string) {
  const { ids: allowedIds, othersMayTry } = quota.allowedGuilds;
  const signal = AbortSignal.timeout(SERVERS_PATIENCE_MS);
  return checkServers({
    guildIds: await inspection.guildIds(signal),
    allowedIds,
    othersMayTry,
    reachIn: (guildId) => inspection.reachInGuild(guildId, { botId, forumTag: guildDefaults.remixTag }, signal),
  });
}

async function lookAtChannels({ guildDefaults }: Config, inspection: Inspection, botId: string) {
  const { remixChannelIds, remixTag: forumTag, opensThreads: opensThread, reportChannelIds } = guildDefaults;
  const signal = AbortSignal.timeout(SERVERS_PATIENCE_MS);
  return checkChannels(
    [
      { setting: 'REMIX_CHANNELS', ids: remixChannelIds, use: { kind: 'covers', forumTag, opensThread } },
      { setting: 'REPORT_CHANNELS', ids: reportChannelIds, use: { kind: 'reports' } },
    ],
    (channelId, use) => inspection.faultOfChannel(channelId, { ...use, botId }, signal),
  );
}

/** What Discord answers, or that it did not. */
async function saidByDiscord<Answer>(name: string, ask: () => Promise<Answer>): Promise<Answer | Finding> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    return warn(
      name,
      `Discord did not say (${error.message})`,
      'try again in a while; https://discordstatus.com says whether Discord has trouble',
    );
  }
}
