import { describe, expect, it } from 'vitest';
import type { ModerationAction, ModerationKind } from '../../src/domain/moderation/moderation.ts';
import type { ModerationStore } from '../../src/store/port.ts';
import { SOME_TIME } from '../support/build-job.ts';

const HOUR_MS = 3_600_000;
const GUILD = '2000000000000000001';
/** One id is the beginning of the other. */
const OTHER_GUILD = '20000000000000000010';

/** Two openers at once of one storage that begins empty, and one who comes later. */
export interface ModerationStoreHarness {
  one: ModerationStore;
  other: ModerationStore;
  reopen(): ModerationStore;
}

function anAction(id: string, kind: ModerationKind, changes: Partial<ModerationAction> = {}): ModerationAction {
  const none = { until: null, count: null, hashes: [], isTold: null, undoneAt: null, undoneById: null };
  const about = { guildId: GUILD, memberId: 'ada', jobId: null, byId: 'mo', reason: 'why', at: SOME_TIME };
  return { ...none, ...about, id, kind, ...changes };
}

/** What every implementation of the port must do. */
export function describeModerationStore(name: string, open: () => Promise<ModerationStoreHarness>): void {
  describe(name, () => {
    it('writes an action down with its block, for whoever comes later, until the block is over', async () => {
      const { one, reopen } = await open();
      const until = SOME_TIME + HOUR_MS;
      await one.record(anAction('1', 'block', { until }));

      const later = reopen();
      await expect(later.blockOf(GUILD, 'ada', until - 1)).resolves.toMatchObject({ until, actionId: '1' });
      await expect(later.blockOf(GUILD, 'ada', until)).resolves.toBeUndefined();
      await expect(later.blockOf(OTHER_GUILD, 'ada', SOME_TIME)).resolves.toBeUndefined();
      await expect(later.actions({ guildId: GUILD, memberId: 'ada', limit: 5 })).resolves.toMatchObject([{ id: '1' }]);
    });

    it('lets one of two do what is done once about a cover, and the next one after it was taken back', async () => {
      const { one, other } = await open();
      const first = anAction('1', 'warn', { jobId: 'job' });
      const second = anAction('2', 'warn', { jobId: 'job', byId: 'max' });

      const results = await Promise.all([one.record(first), other.record(second)]);

      const winner = results.find(({ isNew }) => isNew)?.action;
      expect([first, second]).toContainEqual(winner);
      expect(results.map(({ isNew, action }) => [isNew, action])).toContainEqual([false, winner]);
      await one.undo(winner?.id ?? '', { id: 'mo', at: SOME_TIME + 1 });
      await expect(other.record({ ...second, id: '3' })).resolves.toMatchObject({ isNew: true });
    });

    it('lets one of two block the member of a cover, and anybody once that block is over', async () => {
      const { one, other } = await open();
      const until = SOME_TIME + HOUR_MS;
      await one.record(anAction('1', 'block', { jobId: 'job', until }));

      await expect(other.record(anAction('2', 'block', { jobId: 'job', until: null }))).resolves.toMatchObject({
        isNew: false,
      });
      const later = anAction('3', 'block', { jobId: 'job', until: null, at: until });
      await expect(other.record(later)).resolves.toMatchObject({ isNew: true });
    });

    it('lets one of two who block the member of a cover at the same time do so', async () => {
      const { one, other } = await open();
      const blocking = (id: string) => anAction(id, 'block', { jobId: 'job' });

      const results = await Promise.all([one.record(blocking('1')), other.record(blocking('2'))]);

      const actionId = results.find(({ isNew }) => isNew)?.action.id;
      expect(results.map(({ isNew, action }) => [isNew, action.id])).toContainEqual([false, actionId]);
      await expect(one.blocks(GUILD, SOME_TIME)).resolves.toMatchObject([{ memberId: 'ada', actionId }]);
    });

    it('keeps all that came of an action, however many note it at the same time', async () => {
      const { one, other } = await open();
      await one.record(anAction('1', 'takeDown', { jobId: 'job' }));

      await Promise.all([one.note('1', { isTold: true }), other.note('1', { count: 3 }), one.note('2', { count: 1 })]);

      await expect(one.action('1')).resolves.toMatchObject({ isTold: true, count: 3 });
      await other.retract('1');
      await expect(one.action('1')).resolves.toBeUndefined();
    });

    it('lets one of two who take an action back at the same time do so', async () => {
      const { one, other } = await open();
      await one.record(anAction('1', 'block'));

      const undone = await Promise.all([
        other.undo('1', { id: 'mo', at: SOME_TIME + 1 }),
        one.undo('1', { id: 'max', at: SOME_TIME + 1 }),
      ]);

      const [winner, ...others] = undone.filter((action) => action !== undefined);
      expect(others).toEqual([]);
      await expect(one.action('1')).resolves.toMatchObject({ undoneById: winner?.undoneById });
    });

    it('has a report as it was written last', async () => {
      const { one, other } = await open();
      const report = { id: 'r', guildId: GUILD, jobId: 'job', reporter: { id: 'ada', name: 'Ada' }, at: SOME_TIME };

      await one.saveReport({ ...report, reason: 'mine' });
      await other.saveReport({ ...report, reason: 'it is mine' });

      await expect(one.report('r')).resolves.toEqual({ ...report, reason: 'it is mine' });
    });

    it('forgets who took something back, and leaves what others did as it is', async () => {
      const { one } = await open();
      const by = (id: string) => ({ id, at: SOME_TIME });
      for (const id of ['1', '2', '3']) await one.record(anAction(id, 'warn', { memberId: 'bob', reason: '"ada"' }));
      await one.undo('1', by('ada'));
      await one.undo('2', by('max'));

      await one.forget('ada', SOME_TIME + 1);

      const left = await one.actions({ guildId: GUILD, all: true, limit: 5 });
      expect(left.map(({ id, undoneById, reason }) => [id, undoneById, reason])).toEqual([
        ['3', null, '"ada"'],
        ['2', 'max', '"ada"'],
        ['1', '', '"ada"'],
      ]);
    });

    it('takes an action back once, with its own block and with no other', async () => {
      const { one, other } = await open();
      await one.record(anAction('1', 'block'));
      await one.record(anAction('2', 'block'));

      const by = { id: 'mo', at: SOME_TIME + 1 };
      await expect(one.undo('1', by)).resolves.toMatchObject({ undoneById: 'mo' });
      await expect(other.undo('1', by)).resolves.toBeUndefined();
      await expect(one.blockOf(GUILD, 'ada', SOME_TIME)).resolves.toMatchObject({ actionId: '2' });
      await one.undo('2', by);
      await expect(one.blockOf(GUILD, 'ada', SOME_TIME)).resolves.toBeUndefined();
    });

    it('lets go of what is old, and keeps what a block that holds was set by', async () => {
      const { one } = await open();
      const [now, before] = [SOME_TIME + 3 * HOUR_MS, SOME_TIME + 2 * HOUR_MS];
      await one.record(anAction('1', 'block', { until: SOME_TIME + HOUR_MS }));
      await one.record(anAction('2', 'block', { memberId: 'bob' }));
      await one.record(anAction('3', 'dismiss', { at: before }));

      await one.tidy(before, now);

      const left = await one.actions({ guildId: GUILD, all: true, limit: 5 });
      expect(left.map(({ id }) => id)).toEqual(['3', '2']);
    });

    it('forgets a member, but for a block that holds', async () => {
      const { one } = await open();
      const [at, before] = [SOME_TIME, SOME_TIME + 1];
      const reporter = { id: 'ada', name: 'Ada' };
      await one.saveReport({ id: 'r', guildId: GUILD, jobId: 'job', reporter, reason: 'mine', at });
      await one.record(anAction('1', 'warn', { jobId: 'job' }));
      await one.record(anAction('2', 'warn', { jobId: 'other', memberId: 'bob', byId: 'ada' }));
      await one.record(anAction('3', 'block'));

      await one.forget('ada', before);

      const { about, done, reports, blocks } = await one.ofMember('ada');
      expect(about.map(({ id }) => id)).toEqual(['3']);
      expect([done, reports]).toEqual([[], []]);
      expect(blocks).toHaveLength(1);
      await expect(one.action('1')).resolves.toMatchObject({ memberId: null, reason: '' });
      await expect(one.action('2')).resolves.toMatchObject({ memberId: 'bob', byId: '' });
    });

    it('forgets a server without a trace, and no other', async () => {
      const { one } = await open();
      await one.record(anAction('1', 'block'));
      await one.record(anAction('2', 'block', { guildId: OTHER_GUILD }));

      await one.forgetGuild(GUILD);

      await expect(one.guildIds()).resolves.toEqual(new Set([OTHER_GUILD]));
      await expect(one.blockOf(GUILD, 'ada', SOME_TIME)).resolves.toBeUndefined();
    });
  });
}
