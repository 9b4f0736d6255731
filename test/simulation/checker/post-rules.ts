import { isFinal, type Job } from '../../../src/domain/job.ts';
import type { Life } from '../life.ts';
import { customIdsOf } from '../players/controls.ts';
import type { Body } from '../players/discord.ts';
import {
  type Check,
  countBy,
  type DiscordEvent,
  faultsIn,
  isUndisturbed,
  LOST,
  markOf,
  momentOf,
  postOf,
  songOf,
  styleIn,
} from './seen.ts';

/** What is posted and told, once, and is so. */
export const postRules = {
  'nothing is posted twice': ({ life, posts }) => {
    // With its channel, a cover goes: its requester may have it posted elsewhere.
    const deleted = new Set(life.events.flatMap((event) => (event.kind === 'channel deleted' ? event.channel : [])));
    const isThere = ({ route }: DiscordEvent) => !deleted.has(/^\/channels\/(\d+)\//.exec(route)?.[1] ?? '');
    const covers = posts.filter(({ what, event }) => what === 'cover' && isThere(event));
    return [...countBy(covers.map(({ jobId }) => jobId))]
      .filter(([, count]) => count > 1)
      .map(([jobId, count]) => `the cover of ${jobId} was posted ${count} times`);
  },

  'nothing is told twice': ({ life, lines, posts }) => {
    const jobs = countBy(life.jobs.map((job) => `${job.requester.id} ${songOf(job)}`));
    const told = countBy(lines.map(({ memberId, song }) => `${memberId} ${song}`));
    // Where who posted the song had that deleted, the books do not call it by its name any more.
    const mostOf = (key: string) => (jobs.get(key) ?? 0) + (jobs.get(`${key.split(' ')[0]} `) ?? 0);
    const byId = countBy(posts.filter(({ what }) => what === 'line').map(({ jobId }) => jobId));
    return [
      ...[...byId].filter(([, count]) => count > 1).map(([id, count]) => `the end of ${id} was told ${count} times`),
      ...[...told]
        .filter(([key, count]) => count > mostOf(key))
        .map(([key, count]) => `${key} was told ${count} times of ${mostOf(key)} jobs`),
    ];
  },

  'no cover is posted with what is not its own': ({ posts, jobs, paid }) =>
    posts.flatMap(({ event, jobId, what }) => {
      const job = jobs.get(jobId);
      if (what === 'line' || !job) return [];
      const takes = [...(event.files ?? []).flatMap((file) => takeIn(FILE, file)), ...linked(event, job)];
      if (takes.length === 0) return [`the cover of ${jobId} was posted without anything to hear`];
      const own = new Set(
        paid.filter(({ words }) => styleIn(words) === markOf(job)).map(({ provider, id }) => `${provider} ${id}`),
      );
      // AI/ML API calls a task by an id of its own.
      return takes
        .filter((take) => !take.startsWith('aimlapi') && !own.has(take))
        .map((take) => `${jobId} was posted with ${take}, which is another's`);
    }),

  'what is posted again is the same to the byte': ({ life }) => {
    const sent = new Map<string, Set<string>>();
    for (const event of life.events) {
      const of = event.kind === 'discord' ? postOf(event) : undefined;
      if (event.kind !== 'discord' || of?.what !== 'cover') continue;
      const key = `${of.jobId} in ${event.route}`;
      sent.set(key, (sent.get(key) ?? new Set()).add(JSON.stringify(event.files)));
    }
    return [...sent]
      .filter(([, kinds]) => kinds.size > 1)
      .map(([key, kinds]) => `the cover of ${key} was sent with ${[...kinds].join(' and then ')}`);
  },

  'what is delivered is there, and what is there is delivered': ({ life, posts, jobs }) => {
    const posted = new Set(posts.map(({ event, jobId, what }) => `${what} of ${jobId}: ${event.message}`));
    const closed = new Set(life.events.flatMap((event) => (event.kind === 'history closed' ? event.channel : [])));
    const left = new Set(life.events.flatMap((event) => (event.kind === 'bot removed' ? event.guild : [])));
    /** Its member was told that it may be there, in a channel that could not be read when it was looked for. */
    const isUnsure = (job: Job | undefined) =>
      job?.failure?.key === 'delivery.unsure' && (closed.has(job.channelId) || left.has(job.guildId));
    return [
      ...life.jobs
        .filter(
          ({ id, state, delivery }) =>
            state === 'delivered' && delivery?.messageId && !posted.has(`cover of ${id}: ${delivery.messageId}`),
        )
        .map(({ id, delivery }) => `${id} is delivered as ${delivery?.messageId}, which is no post of it`),
      // With its channel, somebody may have deleted a cover before the bot knew that it was there.
      ...posts
        .filter(({ event, what }) => what === 'cover' && life.messages.has(event.message ?? ''))
        .filter(
          ({ jobId, event }) => jobs.get(jobId)?.delivery?.messageId !== event.message && !isUnsure(jobs.get(jobId)),
        )
        .map(({ jobId, event }) => `${event.message} is the cover of ${jobId}, which does not know of it`),
    ];
  },

  'what was taken back, or is for its requester first, is not posted': ({ life }) =>
    life.jobs.flatMap(({ id, cancelRequestedAt, isPrivateFirst, approval, delivery }) => {
      if (!delivery?.messageId) return [];
      if (cancelRequestedAt !== null) return [`${id} was taken back, and posted all the same`];
      if (isPrivateFirst) return [`${id} was to be heard by its requester first, and was posted`];
      return approval && approval.state !== 'granted' ? [`${id} is ${approval.state}, and was posted`] : [];
    }),

  'an answer that was promised comes': ({ life, done }) => {
    const { plan, events } = life;
    if (!isUndisturbed(plan)) return [];
    const killed = new Set(
      events.flatMap((event) =>
        event.kind === 'incarnation' && event.how === 'killed' && event.at < life.endedAt ? event.number : [],
      ),
    );
    return done.flatMap(({ route, body, by, at }) => {
      const [, id] = /^\/interactions\/(\d+)\/.*\/callback$/.exec(route) ?? [];
      const isPromise = (body as { type?: number } | undefined)?.type === DEFERRED;
      if (id === undefined || !isPromise || killed.has(by) || at > life.endedAt - TOKEN_MS) return [];
      const hasCome = done.some(
        (other) =>
          other.at >= at &&
          other.method !== 'get' &&
          other.route.includes(`/token-of-${id}`) &&
          other.route.startsWith('/webhooks/'),
      );
      return hasCome ? [] : [`${id} was to be answered by run ${by}, and never was`];
    });
  },

  'where a wish stands is shown anew now and then, and no more': ({ life, done }) => {
    // What nobody has heard of does not count as shown.
    const lost = faultsIn(life, LOST);
    const shown = new Map<string, string[]>();
    for (const { at, by, method, route, body } of done) {
      if (lost.has(momentOf({ at, by }))) continue;
      const [, token] = /^\/webhooks\/\d+\/(token-of-\d+)\/messages\/@original$/.exec(route) ?? [];
      if (method !== 'patch' || token === undefined || !showsProgress((body ?? {}) as Body)) continue;
      // A run alone does not know how often the one before has shown it.
      const key = `${token} by run ${by}`;
      const before = shown.get(key) ?? [];
      const text = JSON.stringify(body);
      // What was not heard of is said again.
      if (before.at(-1) !== text) shown.set(key, [...before, text]);
    }
    return [...shown]
      .filter(([, texts]) => texts.length > MOST_SHOWN)
      .map(([key, texts]) => `what stands under ${key} was changed ${texts.length} times`);
  },

  'nothing is shown that is not so': ({ life, posts, lines, cameAt }) => {
    const told = new Set([
      ...lines.map(({ memberId, song }) => `${memberId} ${song}`),
      // Whose name is gone with the data of who posted the song.
      ...posts.flatMap(({ jobId, what }) => (what === 'line' ? jobId : [])),
    ]);
    const postedAt = new Map(
      posts.filter(({ what }) => what === 'cover').map(({ jobId, event }) => [jobId, event.at] as const),
    );
    const hasWritten = (memberId: string) =>
      life.events.some(
        (event) =>
          event.kind === 'discord' &&
          event.route.startsWith('/channels/') &&
          event.reader === memberId &&
          event.refused === undefined,
      );
    /** Who takes it back in another message than the first, which the bot's clock says it cannot reach any more, reads there what became of it. */
    const isToldWherePressed = (id: string, memberId: string) =>
      life.events.some(
        (press) =>
          press.kind === 'asked' &&
          press.member === memberId &&
          press.what.includes(`cover:cancel:${id}`) &&
          life.events.some(
            (event) =>
              event.kind === 'discord' &&
              event.refused === undefined &&
              event.route.endsWith(`token-of-${press.interaction}/messages/@original`) &&
              !showsProgress(event.body as Body),
          ),
      );
    return life.jobs.flatMap((job) => {
      const { id, state, requester } = job;
      const [answer] = life.answers.get(id) ?? [];
      // Nobody knows any more where to tell what was deleted with all else of its member.
      if (isToldWherePressed(id, requester.id) || life.forgotten.has(id)) return [];
      if (!answer || !isFinal(state) || !(showsProgress(answer.body) || isEmpty(answer.body))) return [];
      const posted = postedAt.get(id);
      const until = (cameAt.get(id) ?? 0) + TOKEN_MS;
      // Once its token is dead, what stands in the channel is all that can be said.
      const isTold =
        posted === undefined
          ? told.has(`${requester.id} ${songOf(job)}`) || told.has(id) || hasWritten(requester.id)
          : !isCalmBetween(life, posted, until);
      return isTold ? [] : [`${id} is ${state}, and its requester still sees it on its way`];
    });
  },
} satisfies Record<string, Check>;

const FILE = /"take":"([a-z]+)\/([^"]+)\/\d+"/;
const LINK = /takes\.example\/([a-z]+)\/([^/]+)\/(?:.*until <t:(\d+))?/;

/** The provider and its task that made what a text speaks of. */
function takeIn(pattern: RegExp, text: string): string[] {
  const [, provider, task] = pattern.exec(text) ?? [];
  return task === undefined ? [] : [`${provider} ${decodeURIComponent(task)}`];
}

/** What a post links to, for as long as its link lives: a day from its cover on where nobody says. */
function linked({ at, body }: DiscordEvent, { timeline }: Job): string[] {
  const lines = (JSON.stringify(body ?? '') ?? '').split('\\n');
  const madeAt = timeline.find(({ state }) => state === 'delivering')?.at ?? 0;
  return lines.flatMap((line) => {
    const until = LINK.exec(line)?.[3];
    const diesAt = until === undefined ? madeAt + 24 * 3_600_000 : Number(until) * 1_000;
    return diesAt > at ? takeIn(LINK, line) : [];
  });
}

/** Discord's type of an answer that says that one is to come. */
const DEFERRED = 5;
/** Beyond it Discord may hold back an edit, also that with the end. */
const MOST_SHOWN = 8;

/** So long an answer can be edited. */
const TOKEN_MS = 14 * 60_000;

/** Whether there was time, and nothing in the way, to say something between two moments. */
function isCalmBetween({ plan, events }: Life, from: number, to: number): boolean {
  if (plan.faults !== 0 || plan.troubles.length > 0 || to - from < 3 * 60_000) return false;
  return !events.some((event) => event.kind === 'incarnation' && event.at > from - 60_000 && event.at < to);
}

/** Whether nothing but "is thinking" was ever said there. */
function isEmpty({ content, components = [] }: Body): boolean {
  return !content && components.length === 0;
}

/** Whether a private message says that something is under way. */
function showsProgress(body: Body): boolean {
  return (
    /[▱▰]|Posting it now|Too late to stop it/.test(JSON.stringify(body)) ||
    customIdsOf(body.components).some((id) => id.startsWith('cover:cancel:'))
  );
}
