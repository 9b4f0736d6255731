import type { Ambient } from '../../ambient.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/read-config.ts';
import { createInspection, type Inspection } from '../../discord/inspection/inspection.ts';
import { DiscordError } from '../../errors.ts';
import { createGuardedFetch, type GuardedFetch } from '../../http-guard.ts';
import { createLogger } from '../../logger.ts';
import { checkApplication } from './checks/check-application.ts';
import { checkBucket } from './checks/check-bucket.ts';
import { checkChannels } from './checks/check-channels.ts';
import { checkClock } from './checks/check-clock.ts';
import { checkNetwork, hostOfProxy } from './checks/check-network.ts';
import { checkOperatorDesk } from './checks/check-operator-desk.ts';
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
export async function examineServices(
  config: Config,
  ambient: Pick<Ambient, 'clock' | 'newId'>,
  look: Look,
): Promise<void> {
  const { clock } = ambient;
  const { trustedOrigins, trustedNetworks, proxies } = config;
  const log = createLogger({ level: 'silent' });
  const http = createGuardedFetch({ trustedOrigins, trustedNetworks, proxies, log });
  const { token, apiBase: api } = config.discord;
  const inspection = createInspection({ token, api, dispatcher: http.dispatcher, clock });
  try {
    const isReached = await examineNetwork(config, { inspection, http, clock, look });
    if (isReached) await examineDiscord(config, { inspection, clock, look });
    else
      for (const name of ['token', 'application', 'servers'])
        await look(name, () => skipped(name, 'Discord has to be reached first'));
    const { bucket } = config;
    if (bucket) await look('files', () => checkBucket({ place: bucket, dispatcher: http.dispatcher, clock }));
    for (const checked of providersToCheck(config, { http, ambient }))
      await look(`provider ${checked.provider.name}`, () => checkProvider(checked, clock.deadline(PATIENCE_MS)));
  } finally {
    inspection.close();
    await http.close();
  }
}

interface DiscordIo {
  inspection: Inspection;
  clock: Clock;
  look: Look;
}

async function examineNetwork(
  { discord, proxies }: Config,
  { inspection, http, clock, look }: DiscordIo & { http: GuardedFetch },
): Promise<boolean> {
  const before = clock.now();
  const reach = await inspection.reach(clock.deadline(PATIENCE_MS));
  const ownAt = (before + clock.now()) / 2;
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

async function examineDiscord(config: Config, { inspection, clock, look }: DiscordIo): Promise<void> {
  let botId: string | undefined;
  await look('token', async () => {
    const found = await saidByDiscord('token', () => inspection.botId(clock.deadline(PATIENCE_MS)));
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
    const found = await saidByDiscord('application', () => inspection.application(clock.deadline(PATIENCE_MS)));
    if ('state' in found) return found;
    const dollars = (config.quota.trialMonth.micros ?? 0) / 1_000_000;
    return checkApplication(found, { othersMayTry: config.quota.allowedGuilds.othersMayTry, dollars });
  });
  await look('servers', () =>
    saidByDiscord('servers', () => lookAtServers(config, inspection, own, clock.deadline(SERVERS_PATIENCE_MS))),
  );
  await look('channels', () =>
    saidByDiscord('channels', () => lookAtChannels(config, inspection, own, clock.deadline(SERVERS_PATIENCE_MS))),
  );
  await look('operator', () =>
    saidByDiscord('operator', () => lookAtOperatorDesk(config, inspection, own, clock.deadline(PATIENCE_MS))),
  );
}

async function lookAtServers(
  { quota, guildDefaults }: Config,
  inspection: Inspection,
  botId: string,
  signal: AbortSignal,
) {
  const { ids: allowedIds, othersMayTry } = quota.allowedGuilds;
  return checkServers({
    guildIds: await inspection.guildIds(signal),
    allowedIds,
    othersMayTry,
    reachIn: (guildId) => inspection.reachInGuild(guildId, { botId, forumTag: guildDefaults.remixTag }, signal),
  });
}

async function lookAtChannels({ guildDefaults }: Config, inspection: Inspection, botId: string, signal: AbortSignal) {
  const { remixChannelIds, remixTag: forumTag, opensThreads: opensThread, reportChannelIds } = guildDefaults;
  return checkChannels(
    [
      { setting: 'REMIX_CHANNELS', ids: remixChannelIds, use: { kind: 'covers', forumTag, opensThread } },
      { setting: 'REPORT_CHANNELS', ids: reportChannelIds, use: { kind: 'reports' } },
    ],
    (channelId, use) => inspection.faultOfChannel(channelId, { ...use, botId }, signal),
  );
}

async function lookAtOperatorDesk(config: Config, inspection: Inspection, botId: string, signal: AbortSignal) {
  const uses = [{ kind: 'reports' }, { kind: 'covers', forumTag: null, opensThread: false }] as const;
  return checkOperatorDesk({
    ...config.operatorDesk,
    ownGuildIds: await inspection.guildIds(signal),
    // Whether it takes messages at all, and what the bot may do in it.
    async faultOf(channelId) {
      for (const use of uses) {
        const fault = await inspection.faultOfChannel(channelId, { ...use, botId }, signal);
        if (fault) return fault;
      }
      return undefined;
    },
  });
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
