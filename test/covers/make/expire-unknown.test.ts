import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_DEADLINE_MS } from '../../../src/domain/job.ts';
import { createMakeHarness } from '../../support/make-harness.ts';

describe('a paid request that was cut off at a provider that cannot be asked', () => {
  it('is never sent again: after 15 minutes the count is given back and the money taken as spent', async () => {
    const workshop = await createMakeHarness({
      change({ lookup: _, ...provider }) {
        return provider;
      },
    });
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'after' });
    const bytes = [Buffer.from('as good as a picture')];
    const { signal } = new AbortController();
    const source = { kind: 'bytes', bytes: Readable.from(bytes), maximumBytes: 1_000, signal } as const;
    const waveform = await workshop.files.put(source);
    const { job, used } = await workshop.make('runware/minimax:music@cover', 10_000, { waveform });
    expect(job.timeline.map(({ state }) => state)).toEqual(['queued', 'submitting', 'unknown', 'failed']);
    expect(job.failure).toEqual({ key: 'provider.presumedSpent', params: { provider: 'runware' } });
    expect(job.timeline.at(-1)?.at).toBeGreaterThanOrEqual((job.task?.submittedAt ?? 0) + UNKNOWN_DEADLINE_MS);
    expect(used).toEqual({ count: 0, micros: 150_000 });
    expect(workshop.runware.paidRequests()).toBe(1);
    // Whoever tries it again finds its files.
    const [kept] = await workshop.files.list();
    expect(kept).toMatchObject({ hash: waveform.hash });
    expect(kept?.usedAt).toBeGreaterThanOrEqual((job.timeline.at(-1)?.at ?? 0) - 60_000);
  });
});
