import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, Move } from '../../../src/domain/job.ts';
import type { LimitedCharge, Usage } from '../../../src/domain/money/quota.ts';
import type { Jobs } from '../../support/open-jobs.ts';
import { type CreateJobsHarness, moveNow, useHarness } from './harness.ts';
import { aCharge, candidateOf, newcomer, steps } from './job-parts.ts';

const LIMIT = { count: 6, micros: 700_000 };
const SCOPES = [
  { name: 'guild', id: 'g' },
  { name: 'member', id: 'g:m' },
  { name: 'member', id: 'g:n' },
] as const;

interface Step {
  id: number;
  action: 'accept' | 'submit' | 'requeue' | 'refund' | 'presume' | 'commit' | 'refundLater' | 'crash';
  count: number;
  scopes: readonly number[];
  /** Sends a version that is not the present one. */
  stale: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  id: fc.nat(5),
  action: fc.constantFrom(
    'accept',
    'accept',
    'accept',
    'submit',
    'requeue',
    'refund',
    'presume',
    'commit',
    'refundLater',
    'crash',
  ),
  count: fc.integer({ min: 1, max: 3 }),
  scopes: fc.subarray([0, 1, 2], { minLength: 1 }),
  stale: fc.boolean(),
});

/** What the ledger of a job must be: its charges as they were reserved, and what became of them. */
interface Entry {
  scopeIds: string[];
  amount: Usage;
  edges: Job['settled'][];
}

function moveFor({ action, count }: Step, entry: Entry | undefined): Move {
  switch (action) {
    case 'submit':
      return steps.submitting(candidateOf('p'));
    case 'requeue':
      return { to: 'queued', set: { task: null } };
    case 'commit': {
      const taken = Math.min(count, entry?.amount.count ?? 0);
      return { to: 'failed', settle: { kind: 'commit', count: taken, micros: taken * 50_000 } };
    }
    case 'presume':
      return { to: 'failed', settle: { kind: 'presume', micros: entry?.amount.micros ?? 0 } };
    default:
      return { to: 'failed', settle: { kind: 'refund' } };
  }
}

function chargesOf({ count, scopes }: Step): LimitedCharge[] {
  return SCOPES.filter((_, index) => scopes.includes(index)).map((scope) =>
    aCharge({ scope, count, micros: count * 100_000, limit: LIMIT }),
  );
}

function sumOf(ledger: ReadonlyMap<number, Entry>, scopeId: string): Usage {
  const used = { count: 0, micros: 0 };
  for (const { scopeIds, amount, edges } of ledger.values()) {
    if (!scopeIds.includes(scopeId) || edges.at(-1) === 'refunded') continue;
    used.count += amount.count;
    used.micros += amount.micros;
  }
  return used;
}

async function runStep(jobs: Jobs, taken: Step, ledger: Map<number, Entry>): Promise<void> {
  const entry = ledger.get(taken.id);
  const { id } = newcomer(taken.id);
  if (taken.action === 'accept') {
    const charges = chargesOf(taken);
    const fits = charges.every(({ scope, count, micros }) => {
      const used = sumOf(ledger, scope.id);
      return used.count + count <= LIMIT.count && used.micros + micros <= LIMIT.micros;
    });
    const { kind } = await jobs.accept(newcomer(taken.id), charges);
    expect(kind).toBe(entry ? 'exists' : fits ? 'accepted' : 'refused');
    if (kind !== 'accepted') return;
    const amount = { count: taken.count, micros: taken.count * 100_000 };
    ledger.set(taken.id, { scopeIds: charges.map(({ scope }) => scope.id), amount, edges: ['reserved'] });
    return;
  }
  const before = await jobs.get(id);
  const version = (before?.version ?? 0) + (taken.stale ? 1 : 0);
  const move = moveFor(taken, entry);
  // An arrow or an edge that does not exist is refused loudly; the sums below show that it left nothing behind.
  const after = await jobs.change(id, version, move).catch(() => undefined);
  if (taken.stale || !before) expect(after).toBeUndefined();
  if (!after || !entry || !move.settle) return;
  entry.edges.push(after.settled);
  if (move.settle.kind === 'commit') entry.amount = { count: move.settle.count, micros: move.settle.micros };
  if (move.settle.kind === 'presume') entry.amount = { count: 0, micros: move.settle.micros };
}

export function describeCharges(create: CreateJobsHarness): void {
  describe('charges', () => {
    it('always add up to the usage, within the limits, each edge passed at most once', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (taken) => {
          const harness = await create({ perGuild: 1, perProvider: 1, deliveries: 1 });
          try {
            let jobs = await harness.open();
            const ledger = new Map<number, Entry>();
            for (const one of taken) {
              if (one.action === 'crash') jobs = await harness.reopenAfterCrash();
              else await runStep(jobs, one, ledger);
              for (const scope of SCOPES) {
                const used = await jobs.usage(scope, aCharge().window.key);
                expect(used).toEqual(sumOf(ledger, scope.id));
                expect(used.count).toBeLessThanOrEqual(LIMIT.count);
                expect(used.micros).toBeLessThanOrEqual(LIMIT.micros);
              }
            }
            for (const { edges } of ledger.values()) expect(new Set(edges).size).toBe(edges.length);
          } finally {
            await harness.close();
          }
        }),
        { numRuns: 30 },
      );
    });

    it('that are presumed hold the money and no take, until they are settled for good', async () => {
      const { jobs, clock } = await useHarness(create);
      const operator = { name: 'operator', id: 'all' } as const;
      const charges = [aCharge({ scope: SCOPES[0] }), aCharge({ scope: operator })];
      for (const n of [1, 2]) {
        await jobs.accept(newcomer(n), charges);
        await moveNow(jobs, newcomer(n).id, { to: 'failed', settle: { kind: 'presume', micros: 100_000 } });
      }
      const used = () => jobs.usage(SCOPES[0], aCharge().window.key);
      await expect(used()).resolves.toEqual({ count: 0, micros: 200_000 });
      expect((await jobs.presumed()).map(({ id }) => id)).toEqual([newcomer(1).id, newcomer(2).id]);

      await moveNow(jobs, newcomer(1).id, { to: 'failed', settle: { kind: 'refund' } });
      await expect(used()).resolves.toEqual({ count: 0, micros: 100_000 });
      await moveNow(jobs, newcomer(2).id, { to: 'failed', settle: { kind: 'commit', count: 0, micros: 70_000 } });
      await expect(used()).resolves.toEqual({ count: 0, micros: 70_000 });
      await expect(jobs.presumed()).resolves.toEqual([]);
      expect(clock.now()).toBeLessThan(aCharge().window.endsAt);
    });

    it('that a move counts stay whatever becomes of the job', async () => {
      const { jobs } = await useHarness(create);
      const counted = {
        scope: { name: 'memberRefused', id: 'm' },
        window: aCharge().window,
        count: 1,
        micros: 0,
      } as const;
      await jobs.accept(newcomer(1), [aCharge({ scope: SCOPES[0] })]);
      await moveNow(jobs, newcomer(1).id, {
        to: 'failed',
        settle: { kind: 'presume', micros: 100_000 },
        counts: [counted],
      });
      await moveNow(jobs, newcomer(1).id, { to: 'failed', settle: { kind: 'refund' } });
      await expect(jobs.usage(counted.scope, counted.window.key)).resolves.toEqual({ count: 1, micros: 0 });
      await expect(jobs.usage(SCOPES[0], counted.window.key)).resolves.toEqual({ count: 0, micros: 0 });
    });

    describe('that belong to no job', () => {
      it('are taken once for each id, all of them or none', async () => {
        const { jobs } = await useHarness(create);
        const guild = aCharge({ scope: SCOPES[0], limit: { micros: 150_000 } });
        const member = aCharge({ scope: SCOPES[2], limit: { micros: 50_000 } });
        await expect(jobs.charge('lyrics-1', [guild, member])).resolves.toMatchObject({ kind: 'refused' });
        await expect(jobs.usage(SCOPES[0], guild.window.key)).resolves.toEqual({ count: 0, micros: 0 });

        await expect(jobs.charge('lyrics-1', [guild])).resolves.toEqual({ kind: 'charged' });
        await expect(jobs.charge('lyrics-1', [guild])).resolves.toEqual({ kind: 'exists' });
        await expect(jobs.usage(SCOPES[0], guild.window.key)).resolves.toEqual({ count: 1, micros: 100_000 });
      });

      it('become what they are settled as, once', async () => {
        const { jobs } = await useHarness(create);
        const charge = aCharge({ scope: SCOPES[0] });
        await jobs.charge('kept', [charge]);
        await jobs.charge('given back', [charge]);
        await jobs.charge('never settled', [charge]);

        await jobs.settleCharge('kept', { kind: 'commit', micros: 7_000 });
        await jobs.settleCharge('kept', { kind: 'refund' });
        await jobs.settleCharge('given back', { kind: 'refund' });

        await expect(jobs.usage(SCOPES[0], charge.window.key)).resolves.toEqual({ count: 2, micros: 107_000 });
      });
    });
  });
}
