import { PermissionFlagsBits as Flags } from 'discord.js';
import type { Clock } from '../../clock.ts';
import type { MemberText } from '../../errors.ts';
import type { DiscordIdentity } from '../client.ts';
import type { Freshness, TargetCheck, TargetedJob, TargetFault } from '../port.ts';
import { faultOfTarget } from './fault-of-target.ts';
import { permissionsIn, takesCovers } from './permissions.ts';
import { seesChannel } from './sees-channel.ts';
import { channelFacts, type TargetFacts } from './target-facts.ts';

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
  if (channel.guildId !== job.guildId || !takesCovers(channel.type)) return GONE;
  const now = clock.now();
  const readsHistory = (permissionsIn(guild, channel, bot, now) & Flags.ReadMessageHistory) !== 0n;
  const fault = faultOfTarget({ guild, bot, channel, now }, job);
  if (fault) return { kind: 'refused', text: textOf(fault, job), readsHistory };
  if (typeof requester === 'string') return { ...NOT_FOR_MEMBER, readsHistory };

  const sight = { guild, channelId: job.channelId, channel, member: requester, now };
  return (await seesChannel(facts, sight, freshness, signal)) ? { kind: 'ok' } : { ...NOT_FOR_MEMBER, readsHistory };
}

/** Discord says no more of a private thread that the bot is not in than of a channel that is closed to it. */
function hidden({ channelId }: TargetedJob): TargetCheck {
  return { kind: 'refused', text: { key: 'permissions.hidden', params: { channelId } }, readsHistory: false };
}

/** By the channel's name: it may not be the one in which its requester reads this. */
function textOf(fault: TargetFault, { channelId }: TargetedJob): MemberText {
  switch (fault.kind) {
    case 'timedOut':
      return { key: 'permissions.timedOut', params: { until: fault.until } };
    case 'missing':
      return { key: 'permissions.botThere', params: { missing: fault.missing, channelId } };
    case 'noTag':
      return { key: 'target.noTag', params: { tags: fault.tags, channelId } };
  }
}
