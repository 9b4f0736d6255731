import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database.ts';
import { newGreeting } from '../../src/domain/guild/greeting.ts';
import type { ModerationAction } from '../../src/domain/moderation/moderation.ts';
import { createLogger } from '../../src/logger.ts';
import { createDrafts } from '../../src/store/drafts.ts';
import { createFirstPosters } from '../../src/store/first-posters.ts';
import { createGreetings } from '../../src/store/greetings.ts';
import { createHowTos } from '../../src/store/how-tos.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import { createLastStyles } from '../../src/store/last-styles.ts';
import type { ModerationTables } from '../../src/store/moderation/tables.ts';
import { createModerationStore } from '../../src/store/moderation.ts';
import { createOperatorChoices } from '../../src/store/operator-choices.ts';
import { createReports } from '../../src/store/reports.ts';
import { createSettings } from '../../src/store/settings.ts';
import { aDraft, aReference } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { withWordsOfLater, wordsOfLaterIn } from '../support/newer-release.ts';
import { plainTerms } from '../support/plain-settings.ts';
import { useDatabase } from './use-database.ts';

const log = createLogger({ level: 'silent' });

async function setUp() {
  return { database: (await useDatabase()).open(), clock: createManualClock(), log };
}

/** A value as a newer release has left it, and where it has more than this release knows. */
async function leaveMore(database: Database, namespace: string, key: string) {
  const store = createKeyvStore({ database, namespace });
  const more = withWordsOfLater(await store.get(key));
  await store.set(key, more);
  const wordsNow = async () => wordsOfLaterIn(await store.get(key));
  return { words: wordsOfLaterIn(more), wordsNow };
}

describe('what a newer release wrote stays, at each depth, when this one changes', () => {
  it('a draft', async () => {
    const parts = await setUp();
    const drafts = createDrafts(parts);
    const link = { kind: 'link', url: 'https://example.com/a', name: 'a', sizeBytes: 1, expiresAt: null } as const;
    const part = { reference: aReference(), maximumSeconds: 60 };
    const draft = aDraft({
      song: { kind: 'kept', reference: aReference(), part },
      voice: { ...link, posterId: 'eve' },
      songs: [{ ...link, posterId: 'ada' }],
      partChoice: { kind: 'from', startSeconds: 3 },
    });
    await drafts.save(draft);
    const { words, wordsNow } = await leaveMore(parts.database, 'drafts', draft.id);
    expect(words.length).toBeGreaterThan(10);

    await drafts.change(draft.id, (saved) => ({ ...saved, takes: 2 }));
    expect(await wordsNow()).toEqual(words);
    await drafts.put(draft.id, (saved = draft) => ({ ...saved, seed: 3 }));
    expect(await wordsNow()).toEqual(words);
    // Whose upload it was goes with it.
    await drafts.forget('eve', Number.MAX_SAFE_INTEGER);
    expect(await wordsNow()).toEqual(words.filter((path) => path !== '/draft/voice'));
    await expect(drafts.get(draft.id)).resolves.toMatchObject({ takes: 2, seed: 3 });
  });

  it('how a server was greeted', async () => {
    const parts = await setUp();
    const greetings = createGreetings(parts);
    await greetings.change('g', () => ({ ...newGreeting('due'), begun: { channelId: 'c', at: 1 } }));
    const { words, wordsNow } = await leaveMore(parts.database, 'greetings', 'g');
    await greetings.change('g', (now) => now && { ...now, tries: 1 });
    expect(await wordsNow()).toEqual(words);
  });

  it('a how-to', async () => {
    const parts = await setUp();
    const howTos = createHowTos(parts);
    const message = { channelId: 'c', messageId: 'm' };
    const howTo = { channelId: 'c', startedAt: 1, message, hash: 'h', isPinned: false, isDeleted: false };
    await howTos.change('g', 'c', () => howTo);
    const { words, wordsNow } = await leaveMore(parts.database, 'how-tos', 'g:c');
    await howTos.change('g', 'c', (now) => now && { ...now, isPinned: true });
    expect(await wordsNow()).toEqual(words);
  });

  it('what the operator and servers choose', async () => {
    const parts = await setUp();
    const choices = await createOperatorChoices(parts);
    await choices.change((now) => ({ ...now, guilds: { g: { isPaused: true } } }));
    const settings = createSettings({ ...parts, terms: () => plainTerms() });
    await settings.change('g', () => ({ presets: [{ name: 'a', style: 'b' }], roleLimits: [] }));
    const chosen = await leaveMore(parts.database, 'operator', 'choices');
    const own = await leaveMore(parts.database, 'settings', 'g');

    await choices.refresh();
    await choices.change((now) => ({ ...now, isDrained: true }));
    await settings.change('g', ({ values }) => ({ presets: [...values.presets, { name: 'c', style: 'd' }] }));
    // A server beside the one that there is, and so no choice of its.
    expect(await chosen.wordsNow()).toEqual(expect.arrayContaining(['', '/guilds/g']));
    expect(await own.wordsNow()).toEqual(own.words);
  });

  it('lists of a member', async () => {
    const parts = await setUp();
    const [styles, reports] = [createLastStyles(parts), createReports(parts)];
    await styles.add('ada', 'blues');
    await reports.add('cover', 'ada');
    const kept = [
      await leaveMore(parts.database, 'last-styles', 'ada'),
      await leaveMore(parts.database, 'reports', 'ada'),
    ];
    await reports.add('another', 'ada');
    await styles.add('ada', 'punk');
    expect(await kept[0]?.wordsNow()).toEqual(['/1']);
    expect(await kept[1]?.wordsNow()).toEqual(['/0']);
  });

  it('who was the first to post a song', async () => {
    const parts = await setUp();
    const posters = createFirstPosters(parts);
    await posters.note('g', ['hash'], 'ada');
    const { words, wordsNow } = await leaveMore(parts.database, 'first-posters', 'g:hash');
    await parts.clock.advance(40 * 86_400_000);
    await posters.note('g', ['hash'], 'bob');
    expect(await wordsNow()).toEqual(words);
    await posters.release('g', ['hash']);
    expect(await wordsNow()).toEqual(words);
  });

  it('what moderators did', async () => {
    const { database } = await setUp();
    const moderation = createModerationStore({ database });
    const none = { until: null, count: null, hashes: [], isTold: null, undoneAt: null, undoneById: null };
    const who = { guildId: 'g', memberId: 'ada', jobId: null, byId: 'mo', reason: 'why', at: 1 };
    await moderation.record({ ...none, ...who, id: '1', kind: 'warn' } as ModerationAction);
    const { sql } = database.store<ModerationTables>();
    const read = async () =>
      JSON.parse(
        (await sql.selectFrom('moderation_actions').select('record').where('id', '=', '1').executeTakeFirstOrThrow())
          .record,
      );
    const record = JSON.stringify(withWordsOfLater(await read()));
    await sql.updateTable('moderation_actions').set({ record }).where('id', '=', '1').execute();

    await moderation.undo('1', { id: 'max', at: 2 });
    await moderation.forget('mo', 10);
    expect(wordsOfLaterIn(await read())).toEqual(['']);
    expect(await read()).toMatchObject({ byId: '', undoneById: 'max' });
  });
});

describe('what this release cannot read is not written over:', () => {
  it('a greeting of another kind', async () => {
    const parts = await setUp();
    const greetings = createGreetings(parts);
    const store = createKeyvStore({ ...parts, namespace: 'greetings' });
    await store.set('g', { state: 'sung' });
    await expect(greetings.change('g', (now) => now && { ...now, tries: 1 })).resolves.toBe(false);
    await expect(store.get('g')).resolves.toEqual({ state: 'sung' });
  });

  it('a how-to of another shape', async () => {
    const parts = await setUp();
    const howTos = createHowTos(parts);
    const store = createKeyvStore({ ...parts, namespace: 'how-tos' });
    await store.set('g:c', { channel: 'c' });
    const howTo = { channelId: 'c', startedAt: 1, message: null, hash: 'h', isPinned: false, isDeleted: false };
    await expect(howTos.change('g', 'c', (now) => (now ? undefined : howTo))).resolves.toBe(false);
    await expect(store.get('g:c')).resolves.toEqual({ channel: 'c' });
  });
});
