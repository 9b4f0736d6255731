import { describe, expect, it } from 'vitest';
import { isFinal } from '../../../src/domain/job.ts';
import { memberWideScope } from '../../../src/domain/money/charges.ts';
import { NOT_YET_KNOWN } from '../../../src/domain/money/prices.ts';
import { dayOf } from '../../../src/domain/money/quota.ts';
import { settlementOfTakes } from '../../../src/domain/money/settle-takes.ts';
import { ProviderError } from '../../../src/errors.ts';
import { buildJob } from '../../support/build-job.ts';
import { createMakeHarness, type Workshop } from '../../support/make-harness.ts';

const COVER = 'runware/minimax:music@cover';
const AIMLAPI = 'aimlapi/minimax/music-cover';
/** What a take of the first row is offered at by now. */
const priceNow = ({ offered }: Pick<Workshop, 'offered'>) =>
  offered.find(({ id }) => id === 'minimax:music@cover')?.priceOf(NOT_YET_KNOWN);

/** The ids that paid requests went out under, whether or not they arrived. */
const sentUnder = ({ runware }: Workshop) =>
  runware.requests.flatMap(({ taskTypes, taskUUIDs }) => (taskTypes.includes('audioInference') ? taskUUIDs : []));

describe('making a cover', () => {
  it('pays for nothing once its lease is over, though all is prepared', async () => {
    const stops: Promise<void>[] = [];
    const workshop: Workshop = await createMakeHarness({
      onTargetCheck(freshness) {
        if (freshness === 'fresh') stops.push(workshop.jobs.stop());
        return undefined;
      },
    });
    const { id } = await workshop.begin(COVER);
    await workshop.clock.runUntil(() => stops.length > 0);
    await Promise.all(stops);
    expect(workshop.runware.paidRequests()).toBe(0);
    expect(await workshop.jobs.get(id)).toMatchObject({ state: 'queued', task: null });
  });

  it('pays for nothing when its song was taken down while it waited', async () => {
    const workshop = await createMakeHarness();
    const { guildId, reference } = buildJob();
    await workshop.blocked.add(guildId, reference?.hash ?? '');
    const { job, used } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'failed', failure: { key: 'song.blocked' } });
    expect([used, workshop.runware.paidRequests()]).toEqual([{ count: 0, micros: 0 }, 0]);
  });

  it('sends a request that never arrived once more, under the same id', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 1 });
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', task: { attempts: 2 } });
    expect(sentUnder(workshop)).toEqual([job.task?.ourId, job.task?.ourId]);
  });

  describe.each(['running', 'empty'] as const)('at a provider whose unknown tasks look %s', (unknownTask) => {
    const open = async (when: 'before' | 'after', settings: Partial<Workshop['runware']['settings']> = {}) => {
      const workshop = await createMakeHarness();
      Object.assign(workshop.runware.settings, { unknownTask, ...settings });
      workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when, times: 1 });
      return workshop;
    };

    it('sends what its archive denies once more, early, and counts that it was accepted anew', async () => {
      const workshop = await open('before');
      const { job } = await workshop.make(COVER);
      expect(job).toMatchObject({ state: 'delivering', task: { attempts: 2 } });
      expect(sentUnder(workshop)).toEqual([job.task?.ourId, job.task?.ourId]);
      expect([workshop.runware.paidRequests(), workshop.acceptedAgain]).toEqual([1, ['runware']]);
    });

    it.each([
      'conflict',
      'conflictWhileRunning',
    ] as const)('learns from the refusal of a repetition (%s) that its archive was wrong, and pays once', async (duplicateTask) => {
      const workshop = await open('after', { duplicateTask, taskDetailsKnow: 'ended' });
      const { job } = await workshop.make(COVER);
      expect(job).toMatchObject({ state: 'delivering', task: { attempts: 2 } });
      expect([workshop.runware.paidRequests(), workshop.acceptedAgain]).toEqual([1, []]);
    });

    it('counts what is paid twice where a repetition is accepted anew', async () => {
      const workshop = await open('after', { duplicateTask: 'runAgain', taskDetailsKnow: 'ended' });
      expect((await workshop.make(COVER)).job.state).toBe('delivering');
      expect([workshop.runware.paidRequests(), workshop.acceptedAgain]).toEqual([2, ['runware']]);
    });

    it('sends nothing again that may have ended and been forgotten: its money is taken as spent', async () => {
      const forgets = { duplicateTask: 'runAgain', resultRetentionMs: 0, taskDetailsRetentionMs: 0 } as const;
      const workshop = await open('after', forgets);
      workshop.runware.faults.add({ taskType: 'getResponse', kind: '500', when: 'before', times: 4 });
      const { job, used } = await workshop.make(COVER, 10_000);
      expect(job).toMatchObject({ state: 'failed', failure: { key: 'provider.presumedSpent' } });
      expect(used).toEqual({ count: 0, micros: 150_000 });
      expect(workshop.runware.paidRequests()).toBe(1);
    });

    it('sends nothing again that may have ended and been forgotten, though the clock was set back meanwhile', async () => {
      const forgets = { duplicateTask: 'runAgain', resultRetentionMs: 0, taskDetailsRetentionMs: 0 } as const;
      const workshop = await open('after', forgets);
      workshop.runware.faults.add({ taskType: 'getResponse', kind: '500', when: 'before', times: 25 });
      const { id } = await workshop.begin(COVER);
      await workshop.clock.runUntil(() => workshop.runware.paidRequests() === 1);
      await workshop.clock.advance(5_000);
      workshop.setClock(-3_600_000);
      const stateNow = async () => (await workshop.jobs.get(id))?.state ?? 'queued';
      const isOver = async () => isFinal(await stateNow()) || workshop.runware.paidRequests() > 1;
      await workshop.clock.runUntil(isOver, { stepMs: 10_000, withinMs: 1_200_000 });
      expect([await stateNow(), workshop.runware.paidRequests()]).toEqual(['failed', 1]);
    });

    it('takes no refusal of a repetition for one of the first request', async () => {
      const workshop = await open('after', { taskDetailsKnow: 'ended' });
      workshop.runware.faults.add({ taskType: 'audioInference', kind: '429', when: 'before', times: 1 });
      const { job } = await workshop.make(COVER);
      expect(job).toMatchObject({ state: 'delivering', task: { attempts: 2 } });
      expect(workshop.runware.paidRequests()).toBe(1);
    });

    it('takes nothing that stands in the way of a repetition for a refusal of the first request', async () => {
      let looks = 0;
      const workshop = await createMakeHarness({
        onTargetCheck(freshness) {
          if (freshness === 'fresh') looks += 1;
          return looks < 2
            ? undefined
            : { kind: 'refused', text: { key: 'permissions.member', params: {} }, readsHistory: true };
        },
      });
      Object.assign(workshop.runware.settings, { unknownTask, taskDetailsKnow: 'ended' });
      workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'after', times: 1 });
      const { job } = await workshop.make(COVER);
      expect([job.state, job.task?.attempts, workshop.runware.paidRequests()]).toEqual(['delivering', 1, 1]);
    });
  });

  it('waits for a result that is late at its link, and gives its turn to the next', async () => {
    const workshop = await createMakeHarness();
    const fault = workshop.runware.linkFaults.add({ kind: 'dead' });
    const jobs = [await workshop.begin(COVER), await workshop.begin(COVER), await workshop.begin(COVER)];
    await workshop.clock.runUntil(() => workshop.runware.paidRequests() === 3);
    await workshop.clock.advance(90_000);
    fault.remove();
    const isOver = async () => {
      const states = await Promise.all(jobs.map(async ({ id }) => (await workshop.jobs.get(id))?.state));
      return states.every((state) => state === 'delivering');
    };
    await workshop.clock.runUntil(isOver);
  });

  it('gives up on requests that never arrive, twice under the same id each, when its patience is over', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before' });
    const { job, used } = await workshop.make(COVER, 10_000);
    expect(job).toMatchObject({ state: 'failed', failure: { key: 'provider.unavailable' } });
    expect(used).toEqual({ count: 0, micros: 0 });
    const times = Object.values(Object.groupBy(sentUnder(workshop), (id) => id)).map((ids) => ids?.length);
    expect(times.length).toBeGreaterThan(1);
    expect(new Set(times)).toEqual(new Set([2]));
  });

  it('does not send again what can no longer be posted', async () => {
    let looks = 0;
    const workshop = await createMakeHarness({
      onTargetCheck(freshness) {
        if (freshness === 'fresh') looks += 1;
        return looks < 2
          ? undefined
          : { kind: 'refused', text: { key: 'permissions.member', params: {} }, readsHistory: true };
      },
    });
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 1 });
    const { job, used } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'failed', failure: { key: 'permissions.member' } });
    expect(used).toEqual({ count: 0, micros: 0 });
    expect(sentUnder(workshop)).toHaveLength(1);
  });

  it('sends nothing again once its lease is over', async () => {
    let prepared = 0;
    const stops: Promise<void>[] = [];
    const workshop: Workshop = await createMakeHarness({
      change: (provider) => ({
        ...provider,
        async prepare(order, signal) {
          const task = await provider.prepare(order, signal);
          prepared += 1;
          if (prepared === 2) stops.push(workshop.jobs.stop());
          return task;
        },
      }),
    });
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 1 });
    const { id } = await workshop.begin(COVER);
    await workshop.clock.runUntil(() => stops.length > 0);
    await Promise.all(stops);
    expect(sentUnder(workshop)).toHaveLength(1);
    expect(await workshop.jobs.get(id)).toMatchObject({ state: 'submitting', task: { attempts: 1 } });
  });

  it('asks for no second time where nobody can say for a quarter of an hour: the money is taken as spent', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'after', times: 1 });
    workshop.runware.faults.add({ taskType: 'getResponse', kind: '500', when: 'before' });
    const { job, used } = await workshop.make(COVER, 10_000);
    expect(job).toMatchObject({ state: 'failed', failure: { key: 'provider.presumedSpent' } });
    expect(used).toEqual({ count: 0, micros: 150_000 });
    expect(sentUnder(workshop)).toHaveLength(1);
    await workshop.clock.runUntil(() => workshop.told.includes(job.id));
  });

  it.each<[string, (workshop: Workshop) => void]>([
    [
      'refused for now',
      ({ runware }) => void runware.faults.add({ taskType: 'audioInference', kind: '429', when: 'before' }),
    ],
    ['refused for good', ({ runware }) => void Object.assign(runware.money, { balanceMicros: 0 })],
    [
      'proven not to have arrived',
      ({ runware }) => void runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before' }),
    ],
  ])('ends as cancelled, told and at no cost, when its request, cancelled under way, is %s', async (_, arrange) => {
    const workshop: Workshop = await createMakeHarness({
      change: (provider) => ({
        ...provider,
        async submit(task, signal) {
          const [job] = await workshop.jobs.unfinished();
          if (job) await workshop.jobs.change(job.id, job.version, { to: job.state, set: { cancelRequestedAt: 1 } });
          return provider.submit(task, signal);
        },
      }),
    });
    arrange(workshop);
    const { job, used } = await workshop.make(COVER);
    expect(job.state).toBe('cancelled');
    expect(used).toEqual({ count: 0, micros: 0 });
    expect(sentUnder(workshop).length).toBeLessThanOrEqual(1);
    await workshop.clock.runUntil(() => workshop.told.includes(job.id));
  });

  it('pays once though a request was cut off whose task can no longer be polled', async () => {
    const workshop = await createMakeHarness();
    Object.assign(workshop.runware.settings, { generationMs: 0, resultRetentionMs: 0 });
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'after', times: 1 });
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', task: { attempts: 1 }, takes: [{ costMicros: 150_000 }] });
    expect(sentUnder(workshop)).toHaveLength(1);
  });

  it('takes as spent what its provider took and does not know any more', async () => {
    const workshop = await createMakeHarness();
    Object.assign(workshop.runware.settings, { generationMs: 0, resultRetentionMs: 0, taskDetailsRetentionMs: 0 });
    const { job, used } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'failed', failure: { key: 'provider.failed' } });
    expect(used).toEqual({ count: 0, micros: 150_000 });
    expect(sentUnder(workshop)).toHaveLength(1);
  });

  it('writes down what was billed for all, with the takes', async () => {
    const failedMicros = 150_000;
    const workshop = await createMakeHarness({
      change: (provider) => ({
        ...provider,
        async check(refs, signal) {
          const statuses = [...(await provider.check(refs, signal))];
          return new Map(
            statuses.map(([ref, it]) => [ref, it.state === 'finished' ? { ...it, failedMicros } : it] as const),
          );
        },
      }),
    });
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', takes: [{ costMicros: 150_000 }], billedMicros: 300_000 });
  });

  it('hands a task that is watched back at once when the bot stops', { timeout: 10_000 }, async () => {
    const workshop = await createMakeHarness();
    const { id } = await workshop.begin(COVER);
    await workshop.clock.runUntil(async () => (await workshop.jobs.get(id))?.state === 'generating');
    await workshop.jobs.stop();
    expect(await workshop.jobs.get(id)).toMatchObject({ state: 'generating' });
  });
});

describe('a task that fails', () => {
  const failing = (workshop: Workshop, code: string, billed = true) =>
    workshop.runware.failNext({ code, form: 'item', billed, times: 1 });
  const refusals = ({ jobs, clock }: Workshop) =>
    jobs.usage(memberWideScope('memberRefused', buildJob().requester.id), dayOf(clock.now()).key);

  it('holds the budget with its price, and gives the take back, where nobody says what it cost', async () => {
    const workshop = await createMakeHarness();
    failing(workshop, 'inferenceError');
    const { job, used } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'failed', settled: 'presumed', spentMicros: 150_000 });
    expect(used).toEqual({ count: 0, micros: 150_000 });
  });

  it('takes what it is said to have cost from the budget, and no take', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.settings.failureCost = 'stated';
    failing(workshop, 'inferenceError');
    const { job, used } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'failed', settled: 'committed' });
    expect(used).toEqual({ count: 0, micros: 150_000 });
  });

  it('costs nothing where it is said to have cost nothing', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.settings.failureCost = 'stated';
    failing(workshop, 'inferenceError', false);
    const { job, used } = await workshop.make(COVER);
    expect([job.settled, used]).toEqual(['refunded', { count: 0, micros: 0 }]);
  });

  it('is believed to have cost ten times its price at the most', async () => {
    const workshop = await createMakeHarness();
    Object.assign(workshop.runware.settings, { failureCost: 'stated', statedCostFactor: 1e9 });
    failing(workshop, 'inferenceError');
    expect((await workshop.make(COVER)).used).toEqual({ count: 0, micros: 1_500_000 });
  });

  it.each([
    ['contentPolicyViolation', 1],
    ['inferenceError', 1],
    ['serviceUnavailable', 0],
    ['timeoutProvider', 0],
  ])('with %s counts %i times against its member', async (code, count) => {
    const workshop = await createMakeHarness();
    failing(workshop, code);
    await workshop.make(COVER);
    expect((await refusals(workshop)).count).toBe(count);
  });

  it('is not paid for again once so many of its member were refused', async () => {
    const workshop = await createMakeHarness({ quota: { refusalsPerDay: 2 } });
    workshop.runware.failNext({ code: 'contentPolicyViolation', form: 'item', billed: true, times: 9 });
    const jobs = [];
    for (let n = 0; n < 4; n += 1) jobs.push((await workshop.make(COVER)).job);
    expect(jobs.map(({ failure }) => failure?.key)).toEqual([
      'provider.rejectedContent',
      'provider.rejectedContent',
      'quota.refused',
      'quota.refused',
    ]);
    expect(workshop.runware.paidRequests()).toBe(2);
    expect(jobs.at(-1)).toMatchObject({ settled: 'refunded' });
  });

  it('is not sent to the next provider when its refusal was billed', async () => {
    const refusal = { provider: 'runware', code: 'noVocals', accepted: 'no', costMicros: 150_000 } as const;
    const workshop = await createMakeHarness({
      change: (provider) =>
        provider.name === 'runware'
          ? { ...provider, submit: () => Promise.reject(new ProviderError('refused', refusal)) }
          : provider,
    });
    const job = await workshop.begin(COVER, AIMLAPI);
    await workshop.clock.runUntil(async () => isFinal((await workshop.jobs.get(job.id))?.state ?? 'queued'));
    expect(await workshop.jobs.get(job.id)).toMatchObject({ state: 'failed', spentMicros: 150_000 });
    expect(workshop.aimlapi.paidRequests()).toBe(0);
  });
});

describe('a stated cost', () => {
  it('of a hundred times the price is money up to ten times the price, and never takes', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.settings.statedCostFactor = 100;
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', billedMicros: 1_500_000, takes: [{ costMicros: 1_500_000 }] });
    expect(settlementOfTakes(job)).toEqual({ kind: 'commit', count: 1, micros: 1_500_000 });
    expect(priceNow(workshop)).toBe(150_000);
  });

  it('of more than a fifth off the price is what the next take is reserved at', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.settings.statedCostFactor = 1.1;
    await workshop.make(COVER);
    expect(priceNow(workshop)).toBe(150_000);
    workshop.runware.settings.statedCostFactor = 2;
    await workshop.make(COVER);
    expect(priceNow(workshop)).toBe(300_000);
  });
});

it('is paid for nothing in a server that the operator does not let in any more', async () => {
  const workshop = await createMakeHarness({ quota: { allowedGuilds: { ids: ['another'], othersMayTry: false } } });
  const { job, used } = await workshop.make(COVER);
  expect(job).toMatchObject({ state: 'failed', failure: { key: 'guild.notAllowed' } });
  expect([used, workshop.runware.paidRequests()]).toEqual([{ count: 0, micros: 0 }, 0]);
});
