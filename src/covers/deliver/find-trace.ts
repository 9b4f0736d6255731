import type { Discord, Posted } from '../../discord/port.ts';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';

/** `unknown`: it may be there, and the bot cannot look. */
export type Trace = ({ kind: 'found' } & Posted) | { kind: 'absent' } | { kind: 'unknown' };

/** What became of a post that was begun and never confirmed. Throws `DiscordError` for what may pass. */
export async function findTrace(
  discord: Pick<Discord, 'checkTarget' | 'findPost'>,
  job: Job,
  signal: AbortSignal,
): Promise<Trace> {
  const startedAt = job.delivery?.startedAt ?? null;
  if (startedAt === null) return { kind: 'absent' };
  try {
    const found = await discord.findPost(job, startedAt, signal);
    if (found) return { kind: 'found', ...found };
    // Without Read Message History the channel looks empty, and an empty channel would get the cover twice.
    const target = await discord.checkTarget(job, 'fresh', signal);
    return { kind: target.kind === 'ok' || target.readsHistory ? 'absent' : 'unknown' };
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    if (error.refusal === 'noChannel') return { kind: 'absent' };
    if (error.code === 'gone' || error.code === 'refused') return { kind: 'unknown' };
    throw error;
  }
}
