import { describe, expect, it } from 'vitest';
import { openStores } from '../../../src/app/open-stores.ts';
import { createAllowance } from '../../../src/covers/make/allowance.ts';
import { createGetQuotaUsage } from '../../../src/covers/quota-usage.ts';
import { createOffer } from '../../../src/covers/request/offer.ts';
import { createPrepare } from '../../../src/covers/request/prepare.ts';
import type { Draft } from '../../../src/domain/draft.ts';
import { forgettingId } from '../../../src/domain/forgetting.ts';
import { chargesOf, limitsFor, type QuotaPolicy } from '../../../src/domain/money/charges.ts';
import { newJob } from '../../../src/domain/new-job.ts';
import { createSqlJobs, type SqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../../src/logger.ts';
import { openRest } from '../../discord/bot-at-discord.ts';
import { useDatabase } from '../../store/use-database.ts';
import { aDraft, aReference, NO_LIMITS } from '../../support/build-job.ts';
import { modelOf } from '../../support/model-of.ts';
import { PLAIN_SETTINGS, plainTerms } from '../../support/plain-settings.ts';

const AUDIO = { format: 'mp3', bitrateKbps: 192, sampleRate: 44_100, channels: 2 } as const;

/** A song that is brought at the second draft of a link, and real stores that count what is saved of drafts. */
async function open(quota: Partial<QuotaPolicy> = {}, meanwhile = async (_jobs: SqlJobs): Promise<void> => {}) {
  const { guild, channel, member, discord, clock } = await openRest();
  const database = (await useDatabase()).open();
  const log = createLogger({ level: 'silent' });
  const stores = await openStores({ database, terms: () => plainTerms(), onFreed: () => {}, clock, log });
  const jobs = createSqlJobs({ database, clock, log });
  const policy = { ...NO_LIMITS, ...quota };
  const saved: Draft[] = [];
  const reference = aReference({ link: { url: 'https://cdn.example/song.mp3', expiresAt: clock.now() + 3_600_000 } });
  const { operatorChoices } = stores;
  const offer = createOffer({
    operatorChoices,
    models: [modelOf({ provider: 'runware', model: 'minimax:music@cover' })],
  });
  const allowance = createAllowance({ ...stores, jobs, quota: policy, clock });
  const request = createPrepare({
    ...stores,
    jobs,
    drafts: {
      put: (id, make) =>
        stores.drafts.put(id, (before) => {
          const next = make(before);
          if (next !== before) saved.push(next);
          return next;
        }),
    },
    songs: {
      withKept: async (draft) => draft,
      async keepAll() {
        await meanwhile(jobs);
        return { reference, voice: null, instrumental: null };
      },
      keepOnDraft: () => Promise.reject(new Error('each song is kept with the rest')),
      close: async () => {},
    },
    parts: {
      fit: async (asked, given) => ({ draft: asked, given, part: null }),
      chooseBest: async (asked) => asked,
    },
    offer,
    allowance,
    getQuotaUsage: createGetQuotaUsage({ jobs, allowance, clock }),
    discord,
    clock,
    log,
    signal: new AbortController().signal,
  });
  const prepare = (asked: Draft) => request.prepare(asked, { roleIds: [], showsPrices: true });
  const requester = { id: member.id, name: member.name };
  const { url } = reference.link ?? { url: '' };
  const link = { kind: 'link', url, name: 'song.mp3', sizeBytes: 1_000, expiresAt: null, posterId: null } as const;
  const draft = aDraft({ guildId: guild.id, channelId: channel.id, requester, song: link });
  const accept = async (accepted: Draft) => {
    const target = { channelId: channel.id, opensThread: false, forumTag: null, publicLocale: null };
    const given = { reference, voice: null, instrumental: null };
    const candidates = offer.candidatesOf(offer.pick(accepted, PLAIN_SETTINGS), given);
    const job = newJob(accepted, { ...given, candidates, audio: AUDIO, now: clock.now() }, target);
    await jobs.accept(job, chargesOf(job, limitsFor(policy, guild.id)));
    return job;
  };
  return { prepare, draft, saved, stores, reference, accept };
}

describe('preparing a request', () => {
  it('saves its draft once, with its song as it is kept', async () => {
    const { prepare, draft, saved, stores, reference } = await open();

    const prepared = await prepare(draft);

    expect(prepared).toMatchObject({ kind: 'prepared', asks: false, review: { reference } });
    expect(saved).toEqual([{ ...draft, song: { kind: 'kept', reference } }]);
    await expect(stores.drafts.get(draft.id)).resolves.toEqual(saved[0]);
  });

  it('writes nothing where what is saved says the same, wherever its answer is seen', async () => {
    const { prepare, draft, saved } = await open();
    const first = await prepare(draft);
    if (first.kind !== 'prepared') throw new Error('it is new');
    const progress = { applicationId: '1', token: 'another', expiresAt: 1 };

    await expect(prepare({ ...first.draft, progress })).resolves.toMatchObject({ draft: { progress } });

    expect(saved).toHaveLength(1);
  });

  it('saves what was filled in where it is refused', async () => {
    const { prepare, draft, saved } = await open();

    await expect(prepare({ ...draft, style: 'x'.repeat(5_000) })).rejects.toMatchObject({
      text: { key: 'style.length' },
    });

    expect(saved).toEqual([{ ...draft, style: 'x'.repeat(5_000) }]);
  });

  it('keeps the song that was brought meanwhile for another click, where it is refused', async () => {
    const { prepare, draft, stores, reference } = await open();
    const song = { kind: 'kept', reference } as const;
    await stores.drafts.save({ ...draft, song });

    const style = 'x'.repeat(5_000);
    await expect(prepare({ ...draft, style })).rejects.toMatchObject({ text: { key: 'style.length' } });

    await expect(stores.drafts.get(draft.id)).resolves.toEqual({ ...draft, song, style });
  });

  it('is refused by what the server has chosen since: the channel, a word, the models', async () => {
    const { prepare, draft, stores } = await open();
    const choose = (changes: Parameters<typeof stores.settings.change>[1]) =>
      stores.settings.change(draft.guildId, changes);
    const refusal = () => prepare(draft).catch((error: { text?: { key: string } }) => error.text?.key);

    await choose(() => ({ channelIds: ['3000000000000000009'] }));
    await expect(refusal()).resolves.toBe('policy.notHere');
    await choose(() => ({ channelIds: [draft.channelId], forbiddenWords: [{ word: 'song', inside: false }] }));
    await expect(refusal()).resolves.toBe('policy.word');
    await choose(() => ({ forbiddenWords: undefined, modelIds: ['minimax/none'] }));
    await expect(refusal()).resolves.toBe('policy.noModel');
    await choose(() => ({ modelIds: undefined }));
    await expect(prepare(draft)).resolves.toMatchObject({ kind: 'prepared' });
  });

  it('writes nothing about who has all deleted while the song comes', async () => {
    const askedBy = '1000000000000000009';
    const isAsked = ({ alarms }: SqlJobs, memberId: string) =>
      alarms.set('forget', 1, forgettingId({ memberId, before: 0, askedBy }));
    const { prepare, draft, saved, stores } = await open({}, (jobs) => isAsked(jobs, draft.requester.id));

    await expect(prepare(draft)).rejects.toMatchObject({ text: { key: 'draft.forgotten' } });

    expect(saved).toEqual([]);
    await expect(stores.firstPosters.ofMember(draft.requester.id)).resolves.toEqual([]);
    // What they begin afterwards is none of it.
    await expect(prepare({ ...draft, id: '1000000000000000010' })).resolves.toMatchObject({ kind: 'prepared' });
  });

  it('shows the job that its draft has become where that is why it is refused', async () => {
    const memberDay = { count: 1 };
    const { prepare, draft, accept } = await open({ memberDay });
    const job = await accept(draft);

    await expect(prepare(draft)).resolves.toMatchObject({ kind: 'exists', job: { id: job.id } });
    await expect(prepare({ ...draft, id: '1000000000000000002' })).rejects.toMatchObject({
      text: { key: 'quota.count' },
    });
  });
});
