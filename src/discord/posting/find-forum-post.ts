import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { Posted } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import { compareSnowflakes, snowflakeAt } from '../snowflake.ts';
import { carries, type FindPostOptions, messageSchema, oldestPossible } from './find-post.ts';

const PAGE_SIZE = 100;
/** What was archived is listed by when that was, so that only a forum in which very much was since goes beyond this. */
const PAGES_MAXIMUM = 10;
/** Each is a request. */
const LOOKS_MAXIMUM = 300;

const threadSchema = z.object({
  id: z.string(),
  parent_id: z.string().nullish(),
  owner_id: z.string().nullish(),
  thread_metadata: z.object({ archive_timestamp: z.string() }).optional(),
});
type Thread = z.output<typeof threadSchema>;

const activeSchema = z.object({ threads: z.array(threadSchema) });
const archivedSchema = activeSchema.extend({ has_more: z.boolean().default(false) });

/**
 * The bot's own post in a job's forum whose first message carries the job's id, if one was made after a time. A post takes no nonce,
 * so this is all that keeps it from coming twice: it never says that there is none without having looked at all that could be it.
 * Throws `DiscordError`, `refused` where there are too many to look at.
 */
export async function findForumPost(
  options: FindPostOptions,
  job: Pick<Job, 'id' | 'channelId' | 'guildId'>,
  after: number,
  signal: AbortSignal,
): Promise<Posted | undefined> {
  const { botId } = options.identity();
  const oldest = oldestPossible(after);
  const couldBe = ({ id, parent_id: parentId, owner_id: ownerId }: Thread) =>
    (parentId ?? job.channelId) === job.channelId && ownerId === botId && compareSnowflakes(id, oldest) > 0;
  const looked = new Set<string>();

  const findAmong = async (threads: readonly Thread[]): Promise<Posted | undefined> => {
    const newestFirst = threads.filter(couldBe).toSorted((one, other) => compareSnowflakes(other.id, one.id));
    for (const { id } of newestFirst) {
      if (looked.has(id)) continue;
      looked.add(id);
      if (looked.size > LOOKS_MAXIMUM) throw new DiscordError('refused', 'too many posts to look for one among them');
      if (await isPostOf(options, job.id, id, signal)) return { channelId: id, messageId: id };
    }
    return undefined;
  };

  const active = await readActive(options, job.guildId, signal);
  const found = await findAmong(active);
  if (found) return found;

  let before: string | undefined;
  for (let page = 0; page < PAGES_MAXIMUM; page += 1) {
    const { threads, has_more: hasMore } = await readArchived(options, job.channelId, before, signal);
    const foundArchived = await findAmong(threads);
    if (foundArchived) return foundArchived;
    if (!hasMore) return undefined;
    const lastAt = Date.parse(threads.at(-1)?.thread_metadata?.archive_timestamp ?? '');
    if (Number.isNaN(lastAt)) break;
    // Nothing was archived before it was made.
    if (compareSnowflakes(snowflakeAt(lastAt), oldest) < 0) return undefined;
    // Some of the next page may have been archived at the same moment.
    before = new Date(lastAt + 1).toISOString();
  }
  throw new DiscordError('refused', 'too many archived posts to look for one among them');
}

/** A post, or its first message, may have been deleted meanwhile. */
async function isPostOf({ rest }: FindPostOptions, jobId: string, threadId: string, signal: AbortSignal) {
  try {
    const answer = await callDiscord('repeatable', signal, (callSignal) =>
      rest.repeatable.get(Routes.channelMessage(threadId, threadId), { signal: callSignal }),
    );
    return carries(messageSchema.parse(answer), jobId, 'cover');
  } catch (error) {
    if (error instanceof DiscordError && (error.refusal === 'noMessage' || error.refusal === 'noChannel')) return false;
    throw error;
  }
}

async function readActive({ rest }: FindPostOptions, guildId: string, signal: AbortSignal): Promise<Thread[]> {
  const answer = await callDiscord('repeatable', signal, (callSignal) =>
    rest.repeatable.get(Routes.guildActiveThreads(guildId), { signal: callSignal }),
  );
  return activeSchema.parse(answer).threads;
}

/** It needs the right to see the forum and to read its history: where that is missing, this fails, and nothing counts as absent. */
async function readArchived(
  { rest }: FindPostOptions,
  forumId: string,
  before: string | undefined,
  signal: AbortSignal,
) {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(before !== undefined && { before }) });
  const answer = await callDiscord('repeatable', signal, (callSignal) =>
    rest.repeatable.get(Routes.channelThreads(forumId, 'public'), { query, signal: callSignal }),
  );
  return archivedSchema.parse(answer);
}
