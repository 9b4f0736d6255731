import { describe, expect, it } from 'vitest';
import { createCancelCover } from '../../src/covers/cancel.ts';
import { createPrivacy } from '../../src/covers/privacy.ts';
import { createDrafts } from '../../src/store/drafts.ts';
import { createLastStyles } from '../../src/store/last-styles.ts';
import { createPosters } from '../../src/store/posters.ts';
import { createReports } from '../../src/store/reports.ts';
import { moveNow, soon } from '../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../contracts/jobs/job-parts.ts';
import { aDraft } from '../support/a-job.ts';
import { openCovers } from './stage.ts';

const FIVE_MINUTES = 5 * 60_000;

async function openPrivacy() {
  const covers = await openCovers();
  const { jobs, database, clock, member, other } = covers;
  const stores = {
    drafts: createDrafts({ database, clock }),
    lastStyles: createLastStyles({ database, clock }),
    reports: createReports({ database, clock }),
  };
  const parts = { ...stores, posters: createPosters({ database }), cancelCover: createCancelCover({ jobs, clock }) };
  const privacy = createPrivacy({ ...covers, ...parts });
  const rung: string[] = [];
  jobs.onAlarm('forget', async (id) => {
    await privacy.resume(id);
    rung.push(id);
  });
  jobs.start();

  /** One of each that a member can leave behind. */
  const leave = async (name: string) => {
    const requester = { id: member.id, name: member.name };
    await stores.drafts.save(aDraft({ id: name, requester }));
    await stores.lastStyles.add(member.id, name);
    await stores.reports.add(name, member.id);
    const cover = await covers.post({ requester: { id: other.id, name: other.name } });
    await jobs.vote(cover.id, member.id);
    return cover.id;
  };
  const left = async () => ({
    drafts: (await stores.drafts.of(member.id)).map(({ id }) => id),
    styles: await stores.lastStyles.of(member.id),
    reports: await stores.reports.of(member.id),
    votes: (await jobs.recordsOf(member.id)).votes.map(({ coverId }) => coverId),
  });
  return { ...covers, ...stores, privacy, leave, left, rung };
}

describe('deleting what is stored about a member', () => {
  it('takes nothing along of what the member does afterwards, however long jobs are still on their way', async () => {
    const { jobs, clock, privacy, member, next, leave, left, rung } = await openPrivacy();
    const making = next();
    await jobs.accept(making, []);
    await moveNow(jobs, making.id, steps.submitting(candidateOf('p')));
    await leave('before');
    await clock.advance(1_000);

    await expect(privacy.delete(member.id)).resolves.toMatchObject({ unfinished: 1 });
    await expect(left()).resolves.toEqual({ drafts: [], styles: [], reports: [], votes: [] });
    await clock.advance(1_000);
    const votedFor = await leave('after');
    const after = { drafts: ['after'], styles: ['after'], reports: ['after'], votes: [votedFor] };

    for (const rings of [1, 2]) {
      await clock.advance(FIVE_MINUTES);
      await soon(() => expect(rung.length).toBeGreaterThanOrEqual(rings));
      await expect(left()).resolves.toEqual(after);
    }
  });

  it('is finished later where it was cut short', async () => {
    const { clock, privacy, member, post, isPosted, leave, left, rung, sandbox } = await openPrivacy();
    const own = await post();
    await leave('before');
    await clock.advance(1_000);
    sandbox.faults.add({ method: 'DELETE', route: '/channels/:id/messages/:id', kind: '500' });

    await expect(privacy.delete(member.id)).rejects.toMatchObject({ code: 'retry' });
    expect(isPosted(own)).toBe(true);
    sandbox.faults.clear();
    await clock.advance(FIVE_MINUTES);

    await soon(() => expect(rung).toHaveLength(1));
    await expect(left()).resolves.toEqual({ drafts: [], styles: [], reports: [], votes: [] });
    expect(isPosted(own)).toBe(false);
  });
});
