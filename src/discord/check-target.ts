import { PermissionFlagsBits as Flags } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Job } from '../domain/job.ts';
import { text } from '../locales/text.ts';
import type { DiscordIdentity } from './client.ts';
import { missingPermissions } from './missing-permissions.ts';
import { isThread, permissionsIn } from './permissions.ts';
import type { TargetCheck } from './port.ts';
import type { DiscordRest } from './rest.ts';
import { type Absence, type ChannelRecord, readChannel, readGuild, readMember } from './target-facts.ts';

const GONE: TargetCheck = { kind: 'gone', text: { key: 'target.gone', params: {} } };
const NOT_FOR_MEMBER: TargetCheck = { kind: 'refused', text: { key: 'permissions.member', params: {} } };

interface CheckTargetOptions {
  rest: DiscordRest;
  identity(): DiscordIdentity;
  clock: Clock;
}

/** Whether the bot can post a cover in the job's channel and its requester can see it there, by what Discord says now. */
export async function checkTarget(
  { rest, identity, clock }: CheckTargetOptions,
  job: Job,
  signal: AbortSignal,
): Promise<TargetCheck> {
  const { botId } = identity();
  const [guild, bot, requester, channel] = await Promise.all([
    readGuild(rest, job.guildId, signal),
    readMember(rest, job.guildId, botId, signal),
    readMember(rest, job.guildId, job.requester.id, signal),
    channelOf(rest, job.channelId, signal),
  ]);
  if (typeof guild === 'string' || typeof bot === 'string' || channel === 'gone') return GONE;
  if (channel === 'hidden') return refusedForBot(text(job.locale, 'permission.viewChannel'));
  if (channel.guildId !== job.guildId) return GONE;
  if (typeof requester === 'string') return NOT_FOR_MEMBER;

  const missing = missingPermissions(
    permissionsIn(guild, channel, bot, clock.now()),
    { isThread: isThread(channel.type), isLocked: channel.isLocked },
    job.locale,
  );
  if (missing !== undefined) return refusedForBot(missing);
  const requesterMay = permissionsIn(guild, channel, requester, clock.now());
  return requesterMay & Flags.ViewChannel ? { kind: 'ok' } : NOT_FOR_MEMBER;
}

/** The channel with the overwrites that count for it: a thread has none of its own and takes its parent's. */
async function channelOf(rest: DiscordRest, channelId: string, signal: AbortSignal): Promise<ChannelRecord | Absence> {
  const channel = await readChannel(rest, channelId, signal);
  if (typeof channel === 'string' || !isThread(channel.type) || channel.parentId === undefined) return channel;
  const parent = await readChannel(rest, channel.parentId, signal);
  return typeof parent === 'string' ? parent : { ...channel, overwrites: parent.overwrites };
}

function refusedForBot(missing: string): TargetCheck {
  return { kind: 'refused', text: { key: 'permissions.bot', params: { missing } } };
}
