import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Job } from '../../domain/job.ts';
import type { DiscordIdentity } from '../client.ts';
import { coverIds } from '../interactions/cover-ids.ts';
import { parseCustomId } from '../interactions/custom-id.ts';
import { customIdsIn } from '../interactions/read-message.ts';
import type { Posted } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { compareSnowflakes, snowflakeAt } from '../snowflake.ts';

const PAGE_SIZE = 100;
/** How far ahead of Discord's clock ours may have been when the message was sent: looking further back costs a page or two. */
const CLOCK_DIFFERENCE_MS = 60 * 60_000;

export const messageSchema = z.object({
  id: z.string(),
  author: z.object({ id: z.string() }),
  content: z.string().default(''),
  components: z.array(z.unknown()).default([]),
});
const messagesSchema = z.array(messageSchema);

type Message = z.output<typeof messageSchema>;

export interface FindPostOptions {
  rest: DiscordRest;
  identity(): DiscordIdentity;
}

/** Under the line that tells of an end. Under a cover there are others. */
const LINE_ACTIONS: ReadonlySet<string> = new Set([coverIds.again, coverIds.kept, coverIds.post].map(actionOf));

/** The cover of a job: the bot's own message in its channel whose controls carry the job's id, if one was posted after a time. */
export function findPost(
  options: FindPostOptions,
  { id, channelId }: Pick<Job, 'id' | 'channelId'>,
  after: number,
  signal: AbortSignal,
): Promise<Posted | undefined> {
  return findOwn(options, channelId, after, signal, (message) => carries(message, id, 'cover'));
}

/** The bot's own message in a channel that fits, if one was posted after a time. */
export async function findOwn(
  { rest, identity }: FindPostOptions,
  channelId: string,
  after: number,
  signal: AbortSignal,
  fits: (message: Message) => boolean,
): Promise<Posted | undefined> {
  const { botId } = identity();
  let newestSeen = oldestPossible(after);
  for (;;) {
    const page = await readPage(rest, channelId, newestSeen, signal);
    const found = page.find((message) => message.author.id === botId && fits(message));
    if (found) return { channelId, messageId: found.id };
    if (page.length < PAGE_SIZE) return undefined;
    // Discord sorts a page by age, and not always the way one asks for.
    newestSeen = page.reduce((newest, { id }) => (compareSnowflakes(id, newest) > 0 ? id : newest), newestSeen);
  }
}

/** The least id that something can have which was posted after a time of our clock. */
export function oldestPossible(after: number): string {
  return snowflakeAt(after - CLOCK_DIFFERENCE_MS);
}

async function readPage(rest: DiscordRest, channelId: string, after: string, signal: AbortSignal): Promise<Message[]> {
  const query = new URLSearchParams({ after, limit: String(PAGE_SIZE) });
  const answer = await callDiscord('repeatable', signal, (callSignal) =>
    rest.repeatable.get(Routes.channelMessages(channelId), { query, signal: callSignal }),
  );
  return messagesSchema.parse(answer);
}

/** Whether a button or menu under it has the job's id. */
export function carries(message: Pick<Message, 'components'>, jobId: string, what: 'cover' | 'line'): boolean {
  return customIdsIn(message.components).some((customId) => {
    const parsed = parseCustomId(customId);
    return parsed?.id === jobId && LINE_ACTIONS.has(parsed.action) === (what === 'line');
  });
}

function actionOf(make: (id: string) => string): string {
  return parseCustomId(make('0'))?.action ?? '';
}
