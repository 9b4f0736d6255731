import { createCommands } from '../../commands/index.ts';
import type { CommandDeps } from '../../commands/services.ts';
import { withGiven } from '../../src/covers/request/draft-songs.ts';
import type { LyricsHelp } from '../../src/covers/request/lyrics-draft.ts';
import type { PreparedRequest } from '../../src/covers/request/prepare.ts';
import type { Requested } from '../../src/covers/request/request.ts';
import type { View } from '../../src/discord/views/view.ts';
import { needsReview } from '../../src/domain/draft/review.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Job } from '../../src/domain/job.ts';
import type { Model } from '../../src/domain/models.ts';
import { NOT_YET_KNOWN } from '../../src/domain/money/prices.ts';
import type { GuildPolicy } from '../../src/domain/policy/guild-settings.ts';
import { keptFor } from '../../src/domain/policy/kept-for.ts';
import { models } from '../../src/providers/catalog.ts';
import type { SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { openBot } from '../discord/bot-at-discord.ts';
import { aPostedJob } from '../support/build-cover.ts';
import { aReference, buildJob } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { PLAIN_POLICY } from '../support/plain-settings.ts';

export { aTake } from '../support/build-cover.ts';

export const STYLE = 'slow jazz with a warm voice';
export const SONG = { name: 'song.mp3', data: new Uint8Array(1_000), contentType: 'audio/mpeg' };

type Answered = Pick<CommandDeps, 'cancelCover'> & Pick<CommandDeps['requests'], 'newTry'>;

export interface Answers extends Partial<Answered> {
  /** Undefined: what the draft comes to, with no quota. */
  review?(draft: Draft): Promise<Partial<PreparedRequest>> | undefined;
  accept?(draft: Draft): Promise<Requested>;
  /** What is offered, by model ids; the first row of the catalog unless told otherwise. */
  models?: readonly string[];
  lyrics?: Partial<LyricsHelp>;
  settings?: Partial<GuildPolicy>;
  lastStyles?: readonly string[];
  /** In place of what refuses to be used. */
  deps?: Partial<CommandDeps>;
}

/** What a test did not say anything about must not be used by it. */
function refusing<Part extends object>(name: string, known: Partial<Part> = {}): Part {
  return new Proxy(known as Part, {
    get: (part, method) =>
      Reflect.get(part, method) ?? (() => Promise.reject(new Error(`nothing was said of ${name}.${String(method)}`))),
  });
}

/** The bot with commands alone: what they ask for is noted down, and answered as the test says. */
export async function openCommands(answers: Answers = {}) {
  const drafts = new Map<string, Draft>();
  const jobs = new Map<string, Job>();
  const begun: Draft[] = [];
  /** By id, as they were last prepared. */
  const asked = new Map<string, Draft>();
  /** What was asked for, as it was asked, and as it was accepted. */
  const requested: Draft[] = [];
  const accepted: Draft[] = [];
  const retried: Job[] = [];
  const heard: Draft[] = [];
  const written: { draft: Draft; prompt: string; attempt: string }[] = [];
  const used: { memberId: string; style: string }[] = [];
  const settings = { ...PLAIN_POLICY, ...answers.settings };
  const offered = (answers.models ?? ['minimax:music@cover']).map(modelCalled);
  const accept = (draft: Draft): Requested => ({ job: buildJob({ id: draft.id }), isNew: true });
  const look = (draft: Draft): PreparedRequest => {
    const [model = modelCalled('minimax:music@cover')] = offered.filter(({ kind }) => kind === draft.kind);
    const [reference, voice, instrumental] = [draft.song, draft.voice, draft.instrumental].map(
      (song) =>
        song &&
        (song.kind === 'kept'
          ? song.reference
          : aReference({ name: song.name, sizeBytes: song.sizeBytes ?? 1_000, posterId: song.posterId })),
    );
    const micros = draft.takes * (model.priceOf(NOT_YET_KNOWN) ?? 0);
    const given = { reference: reference ?? null, voice: voice ?? null, instrumental: instrumental ?? null };
    const { channelId, locale: publicLocale } = draft;
    return {
      kind: 'prepared',
      by: { roleIds: [], showsPrices: true },
      draft: withGiven(draft, given),
      given,
      picked: [model],
      chosen: settings,
      target: { channelId, opensThread: false, forumTag: null, publicLocale },
      asks: needsReview(draft, micros, settings, null),
      review: {
        ...given,
        model,
        micros,
        usages: [],
        part: null,
        privateFirst: null,
        elsewhere: null,
        isPriceFixed: true,
      },
    };
  };
  const store = {
    get: async (id: string) => drafts.get(id),
    save: async (draft: Draft) => void drafts.set(draft.id, draft),
    async change(id: string, change: (saved: Draft) => Draft) {
      const saved = drafts.get(id);
      if (saved) drafts.set(id, change(saved));
      return drafts.get(id);
    },
    discard: async (id: string) => void drafts.delete(id),
    of: async (memberId: string) => [...drafts.values()].filter(({ requester }) => requester.id === memberId),
  };
  const commands = createCommands({
    clock: createManualClock(),
    models: offered,
    drafts: store,
    takePrivateGreeting: async () => false,
    coverChannel: async (_, channelId) => ({ channelId, check: { permissions: [], fault: undefined } }),
    exampleSong: {
      take: () => Promise.reject(new Error('none here')),
      giveBack: async () => {},
      triesLeft: async () => 0,
    },
    cancelCover: answers.cancelCover ?? (async (job) => ({ ...job, state: 'cancelled', settled: 'refunded' })),
    coverExport: { run: () => Promise.reject(new Error('nothing is packed here')) },
    postKept: async (job) => ({ ...job, state: 'delivering' }),
    requests: {
      begin: (draft) => void begun.push(draft),
      async prepare(draft) {
        drafts.set(draft.id, draft);
        asked.set(draft.id, draft);
        const prepared = { ...look(draft), ...(await answers.review?.(draft)) };
        drafts.set(draft.id, prepared.draft);
        return prepared;
      },
      accept({ draft }) {
        requested.push(asked.get(draft.id) ?? draft);
        accepted.push(draft);
        return answers.accept?.(draft) ?? Promise.resolve(accept(draft));
      },
      chooseBestPart: async (draft) => ({ ...draft, partChoice: { kind: 'best', startSeconds: 30 } }),
      newTry(job, progress, by) {
        retried.push(job);
        return answers.newTry?.(job, progress, by) ?? Promise.resolve({ job, isNew: true });
      },
    },
    lyrics: {
      writing: answers.lyrics?.writing,
      hear(draft, attempt, by) {
        heard.push(draft);
        return (
          answers.lyrics?.hear?.(draft, attempt, by) ?? Promise.reject(new Error('nothing was said of what is heard'))
        );
      },
      write(draft, wish, by) {
        written.push({ draft, ...wish });
        return (
          answers.lyrics?.write?.(draft, wish, by) ?? Promise.reject(new Error('nothing was said of what is written'))
        );
      },
    },
    lastStyles: { add: async (memberId, style) => void used.push({ memberId, style }) },
    operatorDesk: refusing('operatorDesk'),
    operator: { guildIds: [], memberIds: [] },
    remixes: refusing('remixes'),
    openLink: async () => Promise.reject(new Error('nothing was said of a link')),
    vote: async () => undefined,
    votesOf: async () => 0,
    moderation: refusing('moderation'),
    history: refusing<CommandDeps['history']>('history', {
      async find({ guildId }, jobId) {
        const job = jobs.get(jobId);
        return job?.guildId === guildId ? { job, cover: undefined } : undefined;
      },
    }),
    originals: refusing('originals'),
    removal: refusing('removal'),
    report: async () => Promise.reject(new Error('nothing was said of report')),
    getQuotaUsage: async () => [],
    serverSettings: refusing('serverSettings'),
    privacy: refusing('privacy'),
    keptFor: keptFor({ filesDays: 30, serverDays: 60, isOnServer: false }),
    ...answers.deps,
  });
  const bot = await openBot(commands, {
    load: {
      draft: store.get,
      job: async (id) => jobs.get(id),
      settings: async () => settings,
      lastStyles: async () => answers.lastStyles ?? [],
    },
  });
  const requester = { id: bot.member.id, name: bot.member.name };
  const keep = (job: Job): Job => {
    jobs.set(job.id, job);
    return job;
  };
  const own = { id: '42', guildId: bot.guild.id, style: STYLE, requester };
  /** A job of this server on record. */
  const keepJob = (changes: Partial<Job> = {}): Job => keep(buildJob({ ...own, ...changes }));
  /** The same, where its cover is there for all to see. */
  const keepCover = (changes: Partial<Job> = {}): Job =>
    keep(aPostedJob({ ...own, delivery: { startedAt: 1, messageId: '99' }, ...changes }));
  /** A message of the bot with these buttons and menus. */
  const messageWith = async (components: View['components']): Promise<SandboxMessage> => {
    const body = { content: 'a message', components };
    await bot.client.rest.once.post(`/channels/${bot.channel.id}/messages`, { body });
    return bot.channel.nextMessage();
  };
  /** One with one button, as a job or draft would have left it. */
  const buttonFor = (customId: string): Promise<SandboxMessage> =>
    messageWith([{ type: 1, components: [{ type: 2, style: 2, label: 'Press', custom_id: customId }] }]);
  /** One with one menu, as a forger would want it. */
  const menuFor = (customId: string, values: readonly string[]): Promise<SandboxMessage> => {
    const options = values.map((value) => ({ label: value, value }));
    return messageWith([{ type: 1, components: [{ type: 3, custom_id: customId, placeholder: 'Menu', options }] }]);
  };
  return {
    ...bot,
    commands,
    drafts,
    jobs,
    begun,
    requested,
    accepted,
    retried,
    heard,
    written,
    used,
    requester,
    keepJob,
    keepCover,
    messageWith,
    buttonFor,
    menuFor,
  };
}

/** The row of a model by its id. */
export function modelCalled(id: string): Model {
  const model = models.find((row) => row.id === id);
  if (!model) throw new Error(`no model ${id} in the catalog`);
  return model;
}

/** What a form asks for, by what is written beside its fields. */
export function fieldsOf(form: {
  modal: { components: Record<string, unknown>[] } | undefined;
}): unknown[] | undefined {
  return form.modal?.components.map(({ label }) => label);
}

/** What a field of a form is filled in with, and how much it takes. */
export function fieldOf(form: { modal: { components: Record<string, unknown>[] } | undefined }, name: string) {
  const holder = form.modal?.components.find(({ label }) => label === name);
  return holder?.component as { value?: string; max_length?: number; required?: boolean } | undefined;
}
