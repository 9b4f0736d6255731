import { PermissionFlagsBits as Flags } from 'discord.js';
import type { Clock } from '../clock.ts';
import { text } from '../locales/text.ts';
import { channelFacts } from './channel-facts.ts';
import type { DiscordIdentity } from './client.ts';
import { missingPermissions } from './missing-permissions.ts';
import { hindranceIn, isThread, permissionsIn, takesMessages, takesThreads } from './permissions.ts';
import type { Freshness, TargetCheck, TargetedJob } from './port.ts';
import { seesChannel } from './sees-channel.ts';
import type { TargetFacts } from './target-facts.ts';

const GONE: TargetCheck = { kind: 'gone', text: { key: 'target.gone', params: {} }, readsHistory: false };
const NOT_FOR_MEMBER = { kind: 'refused', text: { key: 'permissions.member', params: {} } } as const;

interface CheckTargetOptions {
  facts: TargetFacts;
  identity(): DiscordIdentity;
  clock: Clock;
}

/**
 * Whether the bot can post a cover in the job's channel and its requester can see it there. No refusal comes from memory:
 * what was missing may have been granted since.
 */
export async function checkTarget(
  options: CheckTargetOptions,
  job: TargetedJob,
  freshness: Freshness,
  signal: AbortSignal,
): Promise<TargetCheck> {
  const check = await checkBy(options, job, freshness, signal);
  return check.kind === 'ok' || freshness === 'fresh' ? check : checkBy(options, job, 'fresh', signal);
}

async function checkBy(
  { facts, identity, clock }: CheckTargetOptions,
  job: TargetedJob,
  freshness: Freshness,
  signal: AbortSignal,
): Promise<TargetCheck> {
  const { botId } = identity();
  const [guild, bot, requester, channel] = await Promise.all([
    facts.guild(job.guildId, freshness, signal),
    facts.member(job.guildId, botId, freshness, signal),
    facts.member(job.guildId, job.requester.id, freshness, signal),
    channelFacts(facts, job.channelId, freshness, signal),
  ]);
  if (typeof guild === 'string' || typeof bot === 'string' || channel === 'gone') return GONE;
  if (channel === 'hidden') return hidden(job);
  if (channel.guildId !== job.guildId || !takesMessages(channel.type)) return GONE;
  const permissions = permissionsIn(guild, channel, bot, clock.now());
  const readsHistory = (permissions & Flags.ReadMessageHistory) !== 0n;
  const hindrance = hindranceIn(guild, channel, bot, clock.now());
  if (hindrance === 'timedOut')
    return {
      kind: 'refused',
      text: { key: 'permissions.timedOut', params: { until: bot.timedOutUntil ?? 0 } },
      readsHistory,
    };
  if (hindrance !== undefined) return refusedForBot(job, text(job.locale, `permission.${hindrance}`), readsHistory);
  if (typeof requester === 'string') return { ...NOT_FOR_MEMBER, readsHistory };

  const missing = missingPermissions(
    permissions,
    {
      isThread: isThread(channel.type),
      isLocked: channel.isLocked,
      opensThread: job.opensThread && takesThreads(channel.type),
    },
    job.locale,
  );
  if (missing !== undefined) return refusedForBot(job, missing, readsHistory);

  const sight = { guild, channelId: job.channelId, channel, member: requester, now: clock.now() };
  return (await seesChannel(facts, sight, freshness, signal)) ? { kind: 'ok' } : { ...NOT_FOR_MEMBER, readsHistory };
}

/** Discord says no more of a private thread that the bot is not in than of a channel that is closed to it. */
function hidden({ channelId }: TargetedJob): TargetCheck {
  return { kind: 'refused', text: { key: 'permissions.hidden', params: { channelId } }, readsHistory: false };
}

/** By name: it may not be the channel in which its requester reads this. */
function refusedForBot({ channelId }: TargetedJob, missing: string, readsHistory: boolean): TargetCheck {
  return { kind: 'refused', text: { key: 'permissions.botThere', params: { missing, channelId } }, readsHistory };
}
