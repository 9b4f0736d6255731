import type { Job } from '../../../src/domain/job.ts';
import type { Event } from '../history.ts';
import type { Life } from '../life.ts';
import type { Plan } from '../plan.ts';
import { customIdsOf } from '../players/controls.ts';
import type { Body } from '../players/discord.ts';

export type DiscordEvent = Extract<Event, { kind: 'discord' }>;
export type ProviderEvent = Extract<Event, { kind: 'provider' }>;

/** A life as the rules look at it. */
export interface Seen {
  life: Life;
  jobs: ReadonlyMap<string, Job>;
  /** What Discord did at the bot's request. */
  done: readonly DiscordEvent[];
  /** Posts in channels that are there for all, with the job that their controls name. */
  posts: readonly { event: DiscordEvent; jobId: string; what: 'cover' | 'line' }[];
  /** Of those, and of lines with no controls: who was pinged with the name of which song. */
  lines: readonly { event: DiscordEvent; memberId: string; song: string }[];
  /** Paid requests that a provider took. */
  paid: readonly ProviderEvent[];
  billedBy: ReadonlyMap<string, number>;
  /** When each interaction was, by its id. */
  cameAt: ReadonlyMap<string, number>;
}

/** Under the line that tells of an end; under a cover there are other controls. */
const LINE_ACTIONS: ReadonlySet<string> = new Set(['again', 'kept', 'post']);

export function look(life: Life): Seen {
  const done = life.events.filter((event) => event.kind === 'discord').filter(({ refused }) => refused === undefined);
  const posts = done.flatMap((event) => {
    if (event.message === undefined || event.reader !== undefined) return [];
    const of = postOf(event);
    return of ? [{ event, ...of }] : [];
  });
  const covers = new Set(posts.filter(({ what }) => what === 'cover').map(({ event }) => event));
  const lines = done.flatMap((event) => {
    if (event.method !== 'post' || event.message === undefined || covers.has(event)) return [];
    const { content, allowed_mentions } = event.body as { content?: string; allowed_mentions?: { users?: string[] } };
    const [memberId] = allowed_mentions?.users ?? [];
    const [song] = marksIn(content ?? '').filter((mark) => mark.startsWith('song'));
    return event.guild === undefined || memberId === undefined || song === undefined ? [] : [{ event, memberId, song }];
  });
  const billed = life.events.filter((event) => event.kind === 'billed');
  const billedBy = new Map<string, number>();
  for (const { provider, id, micros } of billed) {
    const key = `${provider} ${id}`;
    billedBy.set(key, (billedBy.get(key) ?? 0) + micros);
  }
  const paid = life.events
    .filter((event) => event.kind === 'provider')
    .filter(({ what, said }) => what === 'submit' && said === 'accepted');
  const cameAt = new Map(
    life.events.flatMap((event) => (event.kind === 'asked' ? [[event.interaction, event.at] as const] : [])),
  );
  return { life, jobs: new Map(life.jobs.map((job) => [job.id, job])), done, posts, lines, paid, billedBy, cameAt };
}

/** Which job's cover, or line that tells of an end, was to be posted in a channel; undefined where it was something else. */
export function postOf(event: DiscordEvent): { jobId: string; what: 'cover' | 'line' } | undefined {
  const controls = controlsPosted(event).map((id) => id.split(':'));
  const [, action = '', jobId = ''] = controls.find(([command]) => command === 'cover') ?? [];
  // The button of the message that says how a channel is used has the channel's.
  if (jobId === '' || action === 'begin') return undefined;
  return { jobId, what: LINE_ACTIONS.has(action) ? 'line' : 'cover' };
}

/** What can be pressed under what is posted to a channel; of a post in a forum, under its first message. */
export function controlsPosted({ method, route, body }: DiscordEvent): string[] {
  if (method !== 'post' || !/^\/channels\/\d+\/(messages|threads)$/.test(route)) return [];
  const { message, components } = (body ?? {}) as Body & { message?: Body };
  return customIdsOf(message?.components ?? components);
}

/** Whether somebody sets a clock of the bot's while it runs. */
export function isClockSet({ troubles }: Pick<Plan, 'troubles'>): boolean {
  return troubles.some(({ kind }) => kind === 'clock set');
}

/** Whether nothing goes wrong in a life but that runs end. */
export function isUndisturbed({
  faults,
  troubles,
  stands = [],
}: Pick<Plan, 'faults' | 'troubles' | 'stands'>): boolean {
  return faults === 0 && troubles.length === 0 && stands.length === 0;
}

/** Whose effects met one of these faults, and when. */
export function faultsIn({ events }: Life, kinds: readonly string[]): ReadonlySet<string> {
  return new Set(
    events.flatMap((event) => (event.kind === 'fault' && kinds.includes(event.what) ? momentOf(event) : [])),
  );
}

export function momentOf({ by, at }: { by: number; at: number }): string {
  return `${by} ${at}`;
}

/** What had left before something happened has arrived by then, however late. */
export const IN_FLIGHT_MS = 120_000;

/** The job that a line of the log says was accepted. */
export function acceptedIn(line: string): string | undefined {
  return /"jobId":"(\d+)".*"msg":"cover accepted"/.exec(line)?.[1];
}

/** Whether a member wants, and is sure that they want, all that is kept of them deleted. */
export const isForgetting = (what: string): boolean => what.startsWith('presses privacy:delete:');

/** The words of these lives, each of which belongs to one wish. */
const MARKED = /(?:style|lyrics|remix|report|song)\d+x\d+/g;

export function marksIn(text: string): string[] {
  return [...new Set(text.match(MARKED))];
}

/** Jobs and paid requests go by the words of their style. */
export const styleIn = (words: string): string => /(?:style|remix)\d+x\d+/.exec(words)?.[0] ?? '';
export const songOf = (job: Job): string => marksIn(job.reference?.name ?? '')[0] ?? '';
export const markOf = (job: Job): string => styleIn(job.style ?? '');

/** A day by UTC, as quotas count them. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A month by UTC, such as 2026-11. */
export const monthOf = (at: number): string => dayOf(at).slice(0, 7);

/** With these faults, nobody may have heard what was said. */
export const LOST = ['lost before', 'lost after', 'late'];

/** When what a press asked for was said to be done. */
export function saidAt(done: readonly DiscordEvent[], interaction: string): number | undefined {
  return done.find(({ method, route }) => method === 'patch' && route.includes(`token-of-${interaction}/`))?.at;
}

/** By the hashes of their bytes. */
export function filesOf({ takes, reference, voice, instrumental }: Job): string[] {
  return [...takes, reference, voice, instrumental].flatMap((file) => file?.hash ?? []);
}

/** How often each is among them. */
export function countBy(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Says what is wrong, one line for each. */
export type Check = (seen: Seen) => string[];
