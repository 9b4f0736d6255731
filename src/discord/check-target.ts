import { ChannelType, PermissionFlagsBits as Flags } from 'discord.js';
import type { Clock } from '../clock.ts';
import { text } from '../locales/text.ts';
import type { DiscordIdentity } from './client.ts';
import { missingPermissions } from './missing-permissions.ts';
import { isThread, permissionsIn, takesMessages, takesThreads } from './permissions.ts';
import type { Freshness, TargetCheck, TargetedJob } from './port.ts';
import type { Absence, ChannelRecord, TargetFacts } from './target-facts.ts';

const GONE: TargetCheck = { kind: 'gone', text: { key: 'target.gone', params: {} } };
const NOT_FOR_MEMBER: TargetCheck = { kind: 'refused', text: { key: 'permissions.member', params: {} } };

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
    channelOf(facts, job.channelId, freshness, signal),
  ]);
  if (typeof guild === 'string' || typeof bot === 'string' || channel === 'gone') return GONE;
  if (channel === 'hidden') return refusedForBot(text(job.locale, 'permission.viewChannel'));
  if (channel.guildId !== job.guildId || !takesMessages(channel.type)) return GONE;
  if (typeof requester === 'string') return NOT_FOR_MEMBER;

  const missing = missingPermissions(
    permissionsIn(guild, channel, bot, clock.now()),
    {
      isThread: isThread(channel.type),
      isLocked: channel.isLocked,
      opensThread: job.opensThread && takesThreads(channel.type),
    },
    job.locale,
  );
  if (missing !== undefined) return refusedForBot(missing);

  const requesterMay = permissionsIn(guild, channel, requester, clock.now());
  if (!(requesterMay & Flags.ViewChannel)) return NOT_FOR_MEMBER;
  // A private thread is open to those who are in it, and to those who look after threads.
  const isOpen = channel.type !== ChannelType.PrivateThread || (requesterMay & Flags.ManageThreads) !== 0n;
  if (isOpen || (await facts.isInThread(job.channelId, requester.id, freshness, signal))) return { kind: 'ok' };
  return NOT_FOR_MEMBER;
}

/** The channel with the overwrites that count for it: a thread has none of its own and takes its parent's. */
async function channelOf(
  facts: TargetFacts,
  channelId: string,
  freshness: Freshness,
  signal: AbortSignal,
): Promise<ChannelRecord | Absence> {
  const channel = await facts.channel(channelId, freshness, signal);
  if (typeof channel === 'string' || !isThread(channel.type) || channel.parentId === undefined) return channel;
  const parent = await facts.channel(channel.parentId, freshness, signal);
  return typeof parent === 'string' ? parent : { ...channel, overwrites: parent.overwrites };
}

function refusedForBot(missing: string): TargetCheck {
  return { kind: 'refused', text: { key: 'permissions.bot', params: { missing } } };
}
