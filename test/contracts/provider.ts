import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GuardedFetch } from '../../src/http-guard.ts';
import type { Order, Provider, ProviderTake, Submission, TaskStatus } from '../../src/providers/port.ts';

/** One provider against a stand-in of its API, as the contract needs it. */
export interface ProviderHarness {
  provider: Provider;
  http: GuardedFetch;
  /** Must not appear in any error. */
  secrets: readonly string[];
  /** An order that the provider takes, under an id of its own. */
  order(changes?: Partial<Order>): Promise<Order>;
  /** How many requests were ever billed. */
  paidRequests(): number;
  /** Lets every accepted task come to its end. */
  finishTasks(): Promise<void>;
  /** The next accepted task fails after so many good takes. */
  failNextTask(failure: { goodTakes: number; billed: boolean }): void;
  /** Spoils the next answer to a call; `after`: what was asked has happened all the same. */
  spoilNext(call: 'submit' | 'check', fault: { kind: SpoiledAnswer; when: 'before' | 'after' }): void;
  /** The same provider, which gives up soon on a request that gets no answer. */
  impatient: Provider;
  /** The same provider where nobody listens. */
  unreachable: Provider;
  /** The same provider with a key that is not valid. */
  locked: Provider;
  close(): Promise<void>;
}

export type SpoiledAnswer =
  | 'serverError'
  | 'gatewayPage'
  | 'reset'
  | 'truncated'
  | 'notJson'
  | 'empty'
  | 'silence'
  | 'tooManyRequests';

/** What providers have of what not all of them have. */
export interface ProviderTraits {
  /** Accepts tasks that are asked about later, rather than answer the paid request with its result. */
  hasTasks: boolean;
  /** Knows a task by our own id: it can be looked up, and is not made twice. */
  knowsOurIds: boolean;
  maximumTakes: number;
  tellsSeedAndCost: boolean;
}

const ALL_TRAITS: ProviderTraits = { hasTasks: true, knowsOurIds: true, maximumTakes: 4, tellsSeedAndCost: true };

/** What `src/providers/port.ts` promises. Every provider must pass it. */
export function describeProvider(
  name: string,
  start: () => Promise<ProviderHarness>,
  traits: ProviderTraits = ALL_TRAITS,
): void {
  const itWithTasks = it.runIf(traits.hasTasks);
  const itWithOurIds = it.runIf(traits.knowsOurIds);
  const severalTakes = Math.min(2, traits.maximumTakes);

  describe(`${name} as a provider`, () => {
    const signal = new AbortController().signal;
    let harness: ProviderHarness;
    let provider: Provider;

    beforeEach(async () => {
      harness = await start();
      provider = harness.provider;
    });

    afterEach(() => harness.close());

    /** Silence alone is waited for; everything else would only be made to depend on the machine. */
    function providerThatMeets(kind: SpoiledAnswer): Provider {
      return kind === 'silence' ? harness.impatient : provider;
    }

    async function submit(changes?: Partial<Order>): Promise<{ order: Order; ref: string }> {
      const order = await harness.order(changes);
      return { order, ref: refOf(await provider.submit(await provider.prepare(order, signal), signal)) };
    }

    async function statusOf(ref: string): Promise<TaskStatus | undefined> {
      return (await provider.check([ref], signal)).get(ref);
    }

    /** The takes of a submission, once they are there. */
    async function takesOf(submission: Submission): Promise<ProviderTake[]> {
      if (submission.kind === 'finished') return submission.takes;
      expect(await statusOf(submission.ref)).toMatchObject({ state: 'running' });
      await harness.finishTasks();
      const status = await statusOf(submission.ref);
      return status?.state === 'finished' ? status.takes : [];
    }

    async function hashOf({ source }: ProviderTake): Promise<string> {
      if (source.kind === 'file') return source.file.hash;
      const folder = await mkdtemp(join(tmpdir(), 'take-'));
      const limits = { maximumBytes: 1_000_000, totalMs: 5_000, idleMs: 5_000, signal };
      return harness.http
        .download(source.url, join(folder, 'take'), limits)
        .then(({ sha256 }) => sha256)
        .finally(() => rm(folder, { recursive: true }));
    }

    it('prepares as often as asked without paying', async () => {
      const order = await harness.order();

      const first = await provider.prepare(order, signal);
      const second = await provider.prepare(order, signal);

      expect([first.ourId, second.ourId]).toEqual([order.ourId, order.ourId]);
      expect(harness.paidRequests()).toBe(0);
    });

    it('prepares what can be written down and read again', async () => {
      const prepared = await provider.prepare(await harness.order(), signal);

      await provider.submit(structuredClone(JSON.parse(JSON.stringify(prepared))), signal);

      expect(harness.paidRequests()).toBe(1);
    });

    it('sends no paid request that may not leave any more', async () => {
      const prepared = await provider.prepare(await harness.order(), signal);

      const held = provider.submit(prepared, signal, () => false);

      await expect(held).rejects.toMatchObject({ code: 'heldBack', accepted: 'no' });
      expect(harness.paidRequests()).toBe(0);
      await provider.submit(prepared, signal, () => true);
      expect(harness.paidRequests()).toBe(1);
    });

    it('refuses an order that the model does not take, before anything is paid', async () => {
      const order = await harness.order({ style: 'too short' });

      await expect(provider.prepare(order, signal)).rejects.toMatchObject({ code: 'badRequest', accepted: 'no' });
    });

    it('pays once for one submission, and brings every take it ordered', async () => {
      const prepared = await provider.prepare(await harness.order({ takes: severalTakes }), signal);

      const takes = await takesOf(await provider.submit(prepared, signal));

      expect(takes).toHaveLength(severalTakes);
      expect(new Set(await Promise.all(takes.map(hashOf))).size).toBe(severalTakes);
      for (const take of traits.tellsSeedAndCost ? takes : []) {
        expect(take.costMicros).toBeGreaterThan(0);
        expect(take.seed).toEqual(expect.any(Number));
      }
      expect(harness.paidRequests()).toBe(1);
    });

    itWithOurIds('does not pay twice for the same prepared task', async () => {
      const prepared = await provider.prepare(await harness.order(), signal);

      const first = await provider.submit(prepared, signal);
      const second = await provider.submit(prepared, signal);
      await harness.finishTasks();

      expect(harness.paidRequests()).toBe(1);
      expect(await statusOf(refOf(first))).toMatchObject({ state: 'finished' });
      expect(await statusOf(refOf(second))).toMatchObject({ state: 'finished' });
    });

    it('knows that nothing was accepted where nobody listens', async () => {
      const prepared = await provider.prepare(await harness.order(), signal);

      const failure = harness.unreachable.submit(prepared, signal);

      await expect(failure).rejects.toMatchObject({ code: 'unavailable', accepted: 'no' });
    });

    it('knows that nothing was accepted when there were too many requests', async () => {
      const prepared = await provider.prepare(await harness.order(), signal);
      harness.spoilNext('submit', { kind: 'tooManyRequests', when: 'before' });

      const failure = provider.submit(prepared, signal);

      await expect(failure).rejects.toMatchObject({ code: 'rateLimited', accepted: 'no', retryAfterMs: 7_000 });
      expect(harness.paidRequests()).toBe(0);
    });

    it('knows that nothing was accepted without a valid key, and keeps the key to itself', async () => {
      const prepared = await provider.prepare(await harness.order(), signal);

      const failure: unknown = await harness.locked.submit(prepared, signal).catch((error: unknown) => error);

      expect(failure).toMatchObject({ name: 'ProviderError', code: 'auth', accepted: 'no' });
      for (const secret of harness.secrets) expect(String(failure)).not.toContain(secret);
      expect(harness.paidRequests()).toBe(0);
    });

    it.each<{ kind: SpoiledAnswer; code: string }>([
      { kind: 'serverError', code: 'unavailable' },
      { kind: 'gatewayPage', code: 'unavailable' },
      { kind: 'reset', code: 'unavailable' },
      { kind: 'truncated', code: 'unavailable' },
      { kind: 'notJson', code: 'badResponse' },
      { kind: 'empty', code: 'badResponse' },
      { kind: 'silence', code: 'timeout' },
    ])('does not know whether a request was accepted after $kind, and pays only for what was', async ({
      kind,
      code,
    }) => {
      const lost = await provider.prepare(await harness.order(), signal);
      harness.spoilNext('submit', { kind, when: 'before' });
      await expect(providerThatMeets(kind).submit(lost, signal)).rejects.toMatchObject({ code, accepted: 'unknown' });
      expect(harness.paidRequests()).toBe(0);

      const taken = await provider.prepare(await harness.order(), signal);
      harness.spoilNext('submit', { kind, when: 'after' });
      await expect(providerThatMeets(kind).submit(taken, signal)).rejects.toMatchObject({ code, accepted: 'unknown' });
      expect(harness.paidRequests()).toBe(1);

      if (!traits.knowsOurIds) return;
      expect(await provider.lookup?.(lost.ourId, signal)).toBe('absent');
      expect(await provider.lookup?.(taken.ourId, signal)).toMatchObject({ state: 'running' });
      await harness.finishTasks();
      expect(await provider.lookup?.(taken.ourId, signal)).toMatchObject({ state: 'finished' });
      expect(await statusOf(taken.ourId)).toMatchObject({ state: 'finished' });
      expect(harness.paidRequests()).toBe(1);
    });

    itWithTasks('tells the state of many tasks at once, each on its own', async () => {
      const good = await submit();
      harness.failNextTask({ goodTakes: 0, billed: false });
      const bad = await submit();
      await harness.finishTasks();
      const young = await submit();

      const statuses = await provider.check([young.ref, bad.ref, good.ref], signal);

      expect(statuses.get(good.ref)).toMatchObject({ state: 'finished' });
      expect(statuses.get(young.ref)).toMatchObject({ state: 'running' });
      expect(statuses.get(bad.ref)).toMatchObject({
        state: 'failed',
        error: { name: 'ProviderError', accepted: 'yes', costMicros: undefined },
      });
    });

    it.runIf(traits.hasTasks && severalTakes > 1)(
      'keeps the takes that came when others of the task failed',
      async () => {
        harness.failNextTask({ goodTakes: 1, billed: false });
        const { ref } = await submit({ takes: 3 });
        await harness.finishTasks();

        const status = await statusOf(ref);

        expect(status?.state === 'finished' && status.takes).toHaveLength(1);
      },
    );

    itWithTasks.each<SpoiledAnswer>([
      'serverError',
      'gatewayPage',
      'reset',
      'truncated',
      'notJson',
      'empty',
      'silence',
    ])('never fails a task because of a check that met %s', async (kind) => {
      const { ref } = await submit();
      harness.spoilNext('check', { kind, when: 'before' });

      const failure = providerThatMeets(kind).check([ref], signal);

      await expect(failure).rejects.toMatchObject({ name: 'ProviderError' });
      expect(await statusOf(ref)).toMatchObject({ state: 'running' });
    });

    itWithTasks('passes on how long checks should pause', async () => {
      const { ref } = await submit();
      harness.spoilNext('check', { kind: 'tooManyRequests', when: 'before' });

      const failure = provider.check([ref], signal);

      await expect(failure).rejects.toMatchObject({ code: 'rateLimited', retryAfterMs: 7_000 });
    });

    itWithTasks('finds new links to the takes of a finished task', async () => {
      const { ref } = await submit({ takes: severalTakes });
      await harness.finishTasks();
      const status = await statusOf(ref);
      const known = status?.state === 'finished' ? status.takes : [];

      const found = (await provider.relink?.(ref, signal)) ?? [];

      expect(await Promise.all(found.map(hashOf))).toEqual(await Promise.all(known.map(hashOf)));
    });

    it('tells a good key from a wrong one, and from silence, and pays nothing for it', async () => {
      expect(await provider.checkAccess(signal)).toBe('ok');
      expect(await harness.locked.checkAccess(signal)).toBe('refused');
      expect(await harness.unreachable.checkAccess(signal)).toBe('unknown');
      expect(harness.paidRequests()).toBe(0);
    });

    it('stops every call with the reason of the caller who aborts', async () => {
      const order = await harness.order();
      const prepared = await provider.prepare(order, signal);
      const gone = AbortSignal.abort(new Error('shutting down'));

      await expect(
        provider.prepare({ ...order, reference: order.reference && { ...order.reference, link: null } }, gone),
      ).rejects.toThrow('shutting down');
      await expect(provider.submit(prepared, gone)).rejects.toThrow('shutting down');
      await expect(provider.check([order.ourId], gone)).rejects.toThrow('shutting down');
      await expect(provider.checkAccess(gone)).rejects.toThrow('shutting down');
      for (const ask of [provider.lookup, provider.relink]) {
        if (ask) await expect(ask(order.ourId, gone)).rejects.toThrow('shutting down');
      }
      expect(harness.paidRequests()).toBe(0);
    });
  });
}

function refOf(submission: Submission): string {
  if (submission.kind !== 'accepted') throw new Error('this provider finishes in submit');
  return submission.ref;
}

/** The name under which bytes are kept. */
export function hashOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
