import { z } from 'zod';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import type { Posted } from '../port.ts';
import type { MessageBody } from '../views/message-body.ts';
import { chooseTag } from './choose-tag.ts';
import { postTitle } from './thread-names.ts';

const postedSchema = z.object({ id: z.string(), message: z.object({ id: z.string() }).optional() });

/**
 * What Discord's REST takes for a cover's own post in a forum, with the tags that are there at this moment. Throws `DiscordError`
 * where the post needs a tag that is no longer there.
 */
export async function createForumPostBody(
  facts: Pick<TargetFacts, 'channel'>,
  job: Job,
  message: MessageBody,
  signal: AbortSignal,
) {
  const forum = await facts.channel(job.channelId, 'fresh', signal);
  if (forum === 'gone') throw new DiscordError('gone', 'the forum is gone', { refusal: 'noChannel' });
  if (forum === 'hidden') throw new DiscordError('gone', 'the forum is closed to the bot', { refusal: 'noPermission' });
  const choice = chooseTag(forum, job.forumTag);
  if (choice.kind === 'none') {
    throw new DiscordError('refused', 'the forum wants a tag that it does not have', { refusal: 'noTag' });
  }
  return { name: postTitle(job), message, ...(choice.tag && { applied_tags: [choice.tag.id] }) };
}

/** The first message of a post has the id of its thread. */
export function forumPosted(answer: unknown): Posted {
  const parsed = postedSchema.safeParse(answer);
  if (!parsed.success) throw new DiscordError('unknown', 'the answer to a post in a forum names none');
  const { id, message } = parsed.data;
  return { channelId: id, messageId: message?.id ?? id };
}
