import type { Job } from '../../../src/domain/job.ts';
import type { Body } from '../players/discord.ts';
import { type Check, type DiscordEvent, marksIn } from './seen.ts';

/** Words and secrets are read by whom they are for. */
export const wordRules = {
  'answers are for who asked alone': ({ done }) =>
    done.flatMap(({ method, route, body }) => {
      const { type, data, flags = 0 } = (body ?? {}) as { type?: number; data?: Body; flags?: number };
      const isAnswer = route.endsWith('/callback') && (type === 4 || type === 5);
      const isFollowing = method === 'post' && route.startsWith('/webhooks/');
      if (isAnswer && ((data?.flags ?? 0) & 64) === 0) return [`${route} was answered for all to see`];
      return isFollowing && (flags & 64) === 0 ? [`${route} was followed by something for all to see`] : [];
    }),

  'no word of a member is where it may not be': ({ life, posts, lines, done }) => {
    const toldOf = new Map(lines.map(({ event, memberId }) => [event, memberId] as const));
    const jobsOf = new Map<string, Job[]>();
    for (const job of life.jobs) {
      for (const mark of marksIn(`${job.style ?? ''} ${job.lyrics ?? ''} ${job.reference?.name ?? ''}`))
        jobsOf.set(mark, [...(jobsOf.get(mark) ?? []), job]);
    }
    const uttered = new Set(
      life.events.flatMap((event) =>
        event.kind === 'asked' ? marksIn(event.words).map((mark) => `${event.member} ${mark}`) : [],
      ),
    );
    const publicFrom = new Map<string, number>();
    for (const { event, jobId } of posts) publicFrom.set(jobId, Math.min(event.at, publicFrom.get(jobId) ?? event.at));
    const mayRead = (event: DiscordEvent, mark: string) => {
      const { at, guild, reader, body, route } = event;
      // A thread for the covers of a song, and a line that tells its requester of an end, call it by its name.
      const isThread = route.endsWith('/threads') && jobsOf.get(mark)?.some(({ guildId }) => guildId === guild);
      const isLine = uttered.has(`${toldOf.get(event)} ${mark}`);
      if (mark.startsWith('song') && (isThread || isLine)) return true;
      // What moderators are to decide about stands in a channel of theirs.
      if (JSON.stringify(body ?? '').includes('cover-mod:') || uttered.has(`${reader} ${mark}`)) return true;
      return (jobsOf.get(mark) ?? []).some(({ id, guildId }) => {
        const isPublic = (publicFrom.get(id) ?? Number.POSITIVE_INFINITY) <= at;
        return isPublic && (guild === undefined || guildId === guild);
      });
    };
    return [
      ...done.flatMap((event) => {
        const marks = marksIn(JSON.stringify(event.body ?? '')).filter((mark) => jobsOf.has(mark));
        return marks
          .filter((mark) => !mayRead(event, mark))
          .map((mark) => `${mark} was sent to ${event.route} at ${event.at}`);
      }),
      ...life.events.flatMap((event) =>
        event.kind === 'log' ? marksIn(event.line).map((mark) => `${mark} stands in the log: ${event.line}`) : [],
      ),
    ];
  },

  'no secret leaves': ({ life }) =>
    life.events.flatMap((event) => {
      if (event.kind !== 'log' && event.kind !== 'discord') return [];
      const text = event.kind === 'log' ? event.line : JSON.stringify([event.body ?? null, event.files ?? null]);
      const secret = /secret-key-of-\w+|token-of-\d+|MTIzNDU2[\w.-]+/.exec(text)?.[0];
      return secret === undefined ? [] : [`${secret} was in ${text.slice(0, 200)}`];
    }),
} satisfies Record<string, Check>;
