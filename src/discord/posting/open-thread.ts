import { ChannelType, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import { z } from 'zod';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { KeyedMutex } from '../../lib/mutex.ts';
import type { DiscordIdentity } from '../client.ts';
import { isThread, takesThreads } from '../permissions/permissions.ts';
import type { ChannelRecord, TargetFacts } from '../permissions/target-facts.ts';
import type { ThreadOwnership } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { httpStatus, type Repeatable } from '../rest/rest-error.ts';
import { WORD_BREAK } from '../views/parts/user-text.ts';
import { songThreadName } from './thread-names.ts';

const threadSchema = z.object({ id: z.string() });
const activeSchema = z.object({
  threads: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      parent_id: z.string().nullish(),
      owner_id: z.string().nullish(),
      thread_metadata: z.object({ locked: z.boolean().default(false) }).optional(),
    }),
  ),
});

export interface OpenThreadOptions {
  rest: DiscordRest;
  facts: TargetFacts;
  identity(): DiscordIdentity;
  inTurn: KeyedMutex;
}

/**
 * The thread of the job's channel where covers of its song go: the known one, else one of ours with the same name that no other
 * song has, else a new one; the channel itself where it cannot have any. Archived threads wake when something is posted; locked
 * ones do not. Covers of one name look one after the other, so that the second finds what the first has opened.
 */
export function openThread(
  options: OpenThreadOptions,
  job: Job,
  { knownId, claim }: ThreadOwnership,
  signal: AbortSignal,
): Promise<{ threadId: string }> {
  const name = songThreadName(job);
  return options.inTurn(`thread ${job.channelId} ${name}`, async () => {
    const parent = await parentOf(options, job, signal);
    if (!takesThreads(parent.type)) return { threadId: job.channelId };
    if (knownId !== undefined && (await isUsable(options, job, knownId, signal)) && (await claim(knownId))) {
      return { threadId: knownId };
    }
    for (const threadId of await findActive(options, job, name, signal)) {
      if (await claim(threadId)) return { threadId };
    }
    const threadId = await create(options, job, { name, parent: parent.type }, signal);
    await claim(threadId);
    return { threadId };
  });
}

async function parentOf({ facts }: OpenThreadOptions, job: Job, signal: AbortSignal): Promise<ChannelRecord> {
  const parent = await facts.channel(job.channelId, 'fresh', signal);
  if (parent === 'gone') throw new DiscordError('gone', 'the channel of a thread is gone');
  if (parent === 'hidden') throw new DiscordError('refused', 'the channel of a thread is closed to the bot');
  return parent;
}

async function isUsable(
  { facts }: OpenThreadOptions,
  job: Job,
  threadId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const thread = await facts.channel(threadId, 'fresh', signal);
  return typeof thread !== 'string' && isThread(thread.type) && thread.parentId === job.channelId && !thread.isLocked;
}

async function findActive(
  { rest, identity }: OpenThreadOptions,
  job: Job,
  name: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { botId } = identity();
  const answer = await call('repeatable', signal, (callSignal) =>
    rest.repeatable.get(Routes.guildActiveThreads(job.guildId), { signal: callSignal }),
  );
  return activeSchema
    .parse(answer)
    .threads.filter(
      (thread) =>
        isSameName(thread.name, name) &&
        thread.parent_id === job.channelId &&
        thread.owner_id === botId &&
        !thread.thread_metadata?.locked,
    )
    .map(({ id }) => id);
}

async function create(
  { rest }: OpenThreadOptions,
  job: Job,
  { name, parent }: { name: string; parent: ChannelType },
  signal: AbortSignal,
): Promise<string> {
  const isNews = parent === ChannelType.GuildAnnouncement;
  const body = {
    name,
    type: isNews ? ChannelType.AnnouncementThread : ChannelType.PublicThread,
    auto_archive_duration: ThreadAutoArchiveDuration.OneWeek,
  };
  const answer = await call('once', signal, (callSignal) =>
    rest.once.post(Routes.threads(job.channelId), { body, signal: callSignal }),
  );
  const parsed = threadSchema.safeParse(answer);
  if (!parsed.success) throw new DiscordError('unknown', 'the answer to a new thread names none');
  return parsed.data.id;
}

/** Without the right to open threads there is still the channel: that is a refusal, not its end. */
function call<Answer>(
  repeatable: Repeatable,
  signal: AbortSignal,
  request: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  return callDiscord(repeatable, signal, async (callSignal) => {
    try {
      return await request(callSignal);
    } catch (error) {
      if (httpStatus(error) === 403) throw new DiscordError('refused', 'the bot may not open threads there');
      throw error;
    }
  });
}

/** What breaks up a link has no width, and may be lost on the way. */
function isSameName(one: string | null | undefined, other: string): boolean {
  return one?.replaceAll(WORD_BREAK, '') === other.replaceAll(WORD_BREAK, '');
}
