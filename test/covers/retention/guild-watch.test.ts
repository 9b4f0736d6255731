import { describe, expect, it, onTestFinished } from 'vitest';
import { createEndWaiting } from '../../../src/covers/cancel.ts';
import { createEraseGuild } from '../../../src/covers/retention/erase-guild.ts';
import { createGuildWatch } from '../../../src/covers/retention/guild-watch.ts';
import type { Job } from '../../../src/domain/job.ts';
import { chargesOf, guildScope } from '../../../src/domain/money/charges.ts';
import { monthOf } from '../../../src/domain/money/quota.ts';
import { createLogger } from '../../../src/logger.ts';
import { createDrafts } from '../../../src/store/drafts.ts';
import { createGuildAbsences } from '../../../src/store/guild-absences.ts';
import { createReports } from '../../../src/store/reports.ts';
import { createSettings } from '../../../src/store/settings.ts';
import { createThreads } from '../../../src/store/threads.ts';
import { acceptAndMove, moveNow, soon } from '../../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../../contracts/jobs/job-parts.ts';
import { aDraft, NO_LIMITS } from '../../support/build-job.ts';
import { placesOf } from '../../support/places-of.ts';
import { plainTerms } from '../../support/plain-settings.ts';
import { openCovers } from '../delivery-harness.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LIST = '/users/@me/guilds';

/** Two servers of which something is kept. The watch looks only when it is told to. */
async function openWatch({ keepDays = 30, jobsAtMost }: { keepDays?: number; jobsAtMost?: number } = {}) {
  const covers = await openCovers();
  const { database, clock, jobs, files, discord, blocked, firstPosters, guild, sandbox } = covers;
  const elsewhere = sandbox.addGuild();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const absences = createGuildAbsences({ database });
  const settings = createSettings({ database, terms: () => plainTerms(), clock, log });
  const drafts = createDrafts({ database, clock });
  const reports = createReports({ database, clock });
  const threads = createThreads({ database, clock });
  const stores = [settings, drafts, blocked, firstPosters];
  const eraseGuild = createEraseGuild({
    jobs,
    files,
    reports,
    threads,
    stores,
    ...(jobsAtMost !== undefined && { jobsAtMost }),
  });
  const openNext = () => {
    const endWaiting = createEndWaiting({ jobs });
    const watch = createGuildWatch({
      absences,
      jobs,
      stores,
      discord,
      endWaiting,
      eraseGuild,
      keepDays,
      clock,
      log,
    });
    onTestFinished(() => watch.stop());
    return watch;
  };
  const watch = openNext();

  /** A day later, the next look. */
  const nextDay = async (days = 1) => {
    for (let day = 0; day < days; day += 1) {
      await clock.advance(DAY);
      await watch.look();
    }
  };
  const wait = async (changes: Partial<Job> = {}) => {
    const job = covers.next(changes);
    await jobs.accept(job, chargesOf(job, NO_LIMITS));
    return job.id;
  };
  const stateOf = async (id: string) => (await jobs.get(id))?.state;
  const said = (word: RegExp) => lines.filter(({ msg }) => word.test(String(msg))).map(({ guildId }) => guildId);
  const stageOf = async () => (await absences.get(guild.id))?.stage;

  /** One of each that a server can leave behind. */
  const leaveTraces = async (guildId: string, channelId = covers.channel.id) => {
    const posted = await covers.post({ guildId, channelId }, await covers.takesOf(1));
    await jobs.vote(posted.id, covers.other.id);
    await reports.add(posted.id, covers.other.id);
    await settings.change(guildId, () => ({ locale: 'de' }));
    await blocked.add(guildId, `blocked in ${guildId}`);
    await firstPosters.note(guildId, [`posted in ${guildId}`], covers.member.id);
    return posted;
  };
  return {
    ...covers,
    elsewhere,
    absences,
    settings,
    drafts,
    reports,
    threads,
    watch,
    openNext,
    eraseGuild,
    nextDay,
    wait,
    stateOf,
    stageOf,
    said,
    leaveTraces,
  };
}

describe('a server that the bot was removed from', () => {
  it('is missing from one list, and nothing follows; from two, a day apart, its waiting jobs end and are refunded', async () => {
    const { watch, guild, elsewhere, jobs, clock, nextDay, wait, stateOf, said } = await openWatch();
    const [id, other] = [await wait(), await wait({ guildId: elsewhere.id })];
    const month = monthOf(clock.now()).key;
    const used = async () => (await jobs.usage(guildScope(guild.id), month)).micros;
    await watch.look();
    guild.kickBot();

    await nextDay();
    await expect(stateOf(id)).resolves.toBe('queued');
    await expect(used()).resolves.toBeGreaterThan(0);
    expect(said(/removed/)).toEqual([]);

    await nextDay();
    await expect(jobs.get(id)).resolves.toMatchObject({
      state: 'cancelled',
      settled: 'refunded',
      failure: { key: 'guild.left' },
    });
    await expect(used()).resolves.toBe(0);
    await expect(jobs.placeOf(id)).resolves.toBeUndefined();
    await expect(stateOf(other)).resolves.toBe('queued');
    expect(said(/removed/)).toEqual([guild.id]);
  });

  it('has its requesters told of each end', async () => {
    const { jobs, guild, nextDay, wait } = await openWatch();
    const rung: string[] = [];
    jobs.onAlarm('tell', async (id) => void rung.push(id));
    jobs.start();
    const ids = [await wait(), await wait()];
    guild.kickBot();
    await nextDay(2);

    await soon(() => expect(rung.toSorted()).toEqual(ids));
  });

  it('keeps what is paid for on its way', async () => {
    const { jobs, guild, nextDay, next, stateOf } = await openWatch();
    const making = await acceptAndMove(jobs, next(), steps.submitting(candidateOf('p')), steps.generating());
    guild.kickBot();
    await nextDay(40);

    await expect(jobs.get(making.id)).resolves.toEqual(making);
    await moveNow(jobs, making.id, steps.delivering());
    await moveNow(jobs, making.id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 1 } });
    await nextDay();
    await expect(stateOf(making.id)).resolves.toBeUndefined();
  });

  it('has the jobs that came back to its line ended as well', async () => {
    const { jobs, guild, nextDay, next, stateOf } = await openWatch();
    const sent = await acceptAndMove(jobs, next(), steps.submitting(candidateOf('p')));
    guild.kickBot();
    await nextDay(2);
    await moveNow(jobs, sent.id, { to: 'queued', set: { task: null } });
    await nextDay();

    await expect(stateOf(sent.id)).resolves.toBe('cancelled');
  });
});

describe('an incomplete or odd list of servers', () => {
  it('ends nothing where a page of it cannot be had, and is asked for again', async () => {
    const { watch, guild, sandbox, absences, clock, wait, stateOf, stageOf } = await openWatch();
    const id = await wait();
    for (let n = 0; n < 200; n += 1) sandbox.addGuild();
    const isLater = ({ query }: { query: Readonly<Record<string, string>> }) => query.after !== '0';
    const fault = sandbox.faults.add({ method: 'GET', route: LIST, kind: '500', fits: isLater });
    guild.kickBot();
    for (let day = 0; day < 40; day += 1) {
      await watch.look();
      await clock.advance(DAY);
    }
    await expect(stateOf(id)).resolves.toBe('queued');
    await expect(absences.all()).resolves.toEqual([]);
    await expect(absences.comparedAt()).resolves.toBeUndefined();

    fault.remove();
    await watch.look();
    await expect(stageOf()).resolves.toBe('missing');
  });

  it('ends nothing where it comes twice within hours', async () => {
    const { watch, guild, absences, clock, wait, stateOf } = await openWatch();
    const id = await wait();
    guild.kickBot();
    await watch.look();
    const at = clock.now();
    await clock.advance(11 * HOUR);
    // As after a kill in the middle of a comparison.
    await absences.noteComparison(at - DAY, at);
    await watch.look();

    await expect(stateOf(id)).resolves.toBe('queued');
    await expect(absences.get(guild.id)).resolves.toMatchObject({ stage: 'missing', lists: 1 });
  });

  it('ends nothing where Discord leaves out servers, or all of them, that the bot is in', async () => {
    const { guild, elsewhere, nextDay, wait, leaveTraces, settings, stateOf } = await openWatch();
    const id = await wait();
    await leaveTraces(guild.id);
    for (const one of [guild, elsewhere]) one.setListed(false);
    await nextDay(40);

    await expect(stateOf(id)).resolves.toBe('queued');
    await expect(settings.get(guild.id)).resolves.toMatchObject({ locale: 'de' });
  });

  it('ends nothing while Discord does not say whether the bot is in the server', async () => {
    const { guild, sandbox, nextDay, wait, stateOf, stageOf } = await openWatch();
    const id = await wait();
    guild.kickBot();
    const fault = sandbox.faults.add({ method: 'GET', route: '/guilds/:id', kind: '500' });
    await nextDay(40);
    await expect(stateOf(id)).resolves.toBe('queued');
    await expect(stageOf()).resolves.toBe('missing');

    fault.remove();
    await nextDay();
    await expect(stateOf(id)).resolves.toBe('cancelled');
  });
});

describe('a server that has the bot again', () => {
  it('keeps everything, and is missing anew when it is missing again', async () => {
    const { guild, database, nextDay, said, leaveTraces, stageOf } = await openWatch();
    await leaveTraces(guild.id);
    const before = placesOf(database, guild.id);
    guild.kickBot();
    await nextDay(29);
    await expect(stageOf()).resolves.toBe('gone');
    guild.inviteBot();
    await nextDay();
    expect(said(/again/)).toEqual([guild.id]);
    expect(placesOf(database, guild.id)).toEqual(before);

    guild.kickBot();
    await nextDay(5);
    expect(placesOf(database, guild.id)).toEqual([...before, 'guild_absences'].toSorted());
  });

  it('is known as soon as something comes from it, and what was about to be deleted stays', async () => {
    const { watch, guild, nextDay, said, leaveTraces, stageOf, settings } = await openWatch();
    await leaveTraces(guild.id);
    guild.kickBot();
    await nextDay(30);
    guild.inviteBot();
    watch.heard(guild.id);
    await soon(() => expect(said(/again/)).toEqual([guild.id]));
    await expect(stageOf()).resolves.toBeUndefined();
    await nextDay(5);

    await expect(settings.get(guild.id)).resolves.toMatchObject({ locale: 'de' });
  });

  it('is asked about once more right before anything is deleted', async () => {
    const { guild, nextDay, leaveTraces, stageOf, settings } = await openWatch();
    await leaveTraces(guild.id);
    guild.kickBot();
    await nextDay(30);
    guild.setListed(false);
    guild.inviteBot();
    await nextDay();

    await expect(stageOf()).resolves.toBeUndefined();
    await expect(settings.get(guild.id)).resolves.toMatchObject({ locale: 'de' });
  });
});

describe('what is kept of a server', () => {
  it('is deleted after so many days, without a trace but for what is used of quotas', async () => {
    const opened = await openWatch();
    const { guild, elsewhere, database, clock, jobs, files, reports, threads, drafts, other, nextDay, said } = opened;
    const theirs = await opened.leaveTraces(elsewhere.id);
    const traces = placesOf(database, elsewhere.id);
    const posted = await opened.leaveTraces(guild.id);
    await threads.claim(opened.channel.id, 'song', posted.channelId);
    await opened.wait();
    guild.kickBot();
    await nextDay(29);
    await drafts.save(aDraft({ guildId: guild.id }));
    const charged = opened.next();
    await jobs.accept(charged, chargesOf(charged, NO_LIMITS));
    await moveNow(jobs, charged.id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 5 } });
    await nextDay();
    expect(said(/deleted/)).toEqual([]);
    await expect(jobs.get(posted.id)).resolves.toBeDefined();

    await nextDay();
    expect(said(/deleted/)).toEqual([guild.id]);
    expect(placesOf(database, guild.id)).toEqual(['charges', 'guild_absences', 'usage']);
    await expect(files.has(posted.takes[0]?.hash ?? '')).resolves.toBe(false);
    await expect(reports.of(other.id)).resolves.toEqual([theirs.id]);
    await expect(threads.get(opened.channel.id, 'song')).resolves.toBeUndefined();
    const scope = guildScope(guild.id);
    await expect(jobs.usage(scope, monthOf(charged.acceptedAt).key)).resolves.toMatchObject({ count: 1 });

    await clock.advance(31 * DAY);
    await opened.watch.look();
    expect(placesOf(database, guild.id)).toEqual([]);
    expect(placesOf(database, elsewhere.id)).toEqual(traces);
    await expect(files.has(theirs.takes[0]?.hash ?? '')).resolves.toBe(true);
  });

  it('is deleted in passes of so many jobs, by whichever process comes next', async () => {
    const { guild, jobs, database, clock, nextDay, openNext, leaveTraces, said } = await openWatch({ jobsAtMost: 2 });
    for (let n = 0; n < 5; n += 1) await leaveTraces(guild.id);
    guild.kickBot();
    await nextDay(30);
    await clock.advance(DAY);
    const left = async () => (await jobs.endedIn(guild.id, clock.now(), 10)).length;
    await expect(openNext().look()).resolves.toBe(true);
    await expect(left()).resolves.toBe(3);
    await expect(openNext().look()).resolves.toBe(true);
    await expect(openNext().look()).resolves.toBe(false);
    await expect(left()).resolves.toBe(0);

    expect(said(/deleted/)).toEqual([guild.id]);
    expect(placesOf(database, guild.id)).toEqual(['guild_absences']);
  });

  it('is not deleted any further once it is told to stop, and is gone on with later', async () => {
    const { guild, jobs, clock, eraseGuild, leaveTraces, settings } = await openWatch({ jobsAtMost: 2 });
    for (let n = 0; n < 3; n += 1) await leaveTraces(guild.id);
    await clock.advance(1_000);
    const left = async () => (await jobs.endedIn(guild.id, clock.now(), 10)).length;
    let asked = 0;
    const once = async () => {
      asked += 1;
      return asked === 1;
    };

    await expect(eraseGuild(guild.id, clock.now(), once)).resolves.toBe('stopped');
    await expect(left()).resolves.toBe(1);
    await expect(settings.get(guild.id)).resolves.toMatchObject({ locale: 'de' });

    await expect(eraseGuild(guild.id, clock.now(), async () => true)).resolves.toBe('done');
    await expect(left()).resolves.toBe(0);
    await expect(eraseGuild(guild.id, clock.now(), async () => true)).resolves.toBe('done');
  });

  it('stays where a clock that was set ahead says that it is time', async () => {
    const { watch, guild, clock, nextDay, leaveTraces, settings } = await openWatch();
    await leaveTraces(guild.id);
    guild.kickBot();
    await nextDay(3);
    clock.step(365 * DAY);
    await watch.look();
    await nextDay(3);

    await expect(settings.get(guild.id)).resolves.toMatchObject({ locale: 'de' });
  });
});

describe('the watch', () => {
  it('compares some minutes after a start and then daily, also across restarts', async () => {
    const { clock, sandbox, openNext } = await openWatch();
    const asked = () => sandbox.log.of('GET', LIST).length;
    const hours = async (count: number) => {
      for (let hour = 0; hour < count; hour += 1) {
        await clock.advance(HOUR);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const first = openNext();
    first.start();
    expect(asked()).toBe(0);
    await hours(1);
    await soon(() => expect(asked()).toBe(1));
    await hours(22);
    expect(asked()).toBe(1);
    await first.stop();

    openNext().start();
    await hours(1);
    expect(asked()).toBe(1);
    await hours(2);
    await soon(() => expect(asked()).toBe(2));
  });
});
