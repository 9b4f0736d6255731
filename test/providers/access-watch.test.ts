import { expect, it, onTestFinished } from 'vitest';
import type { Access } from '../../src/domain/policy/operator-desk.ts';
import { createLogger } from '../../src/logger.ts';
import { createAccessWatch } from '../../src/providers/access-watch.ts';
import { createProviderSigns } from '../../src/store/provider-signs.ts';
import { useDatabase } from '../store/use-database.ts';
import { createManualClock } from '../support/manual-clock.ts';

const HOUR_MS = 3_600_000;

async function setUp(first: Access) {
  const clock = createManualClock();
  const database = (await useDatabase()).open();
  const signs = createProviderSigns({ database });
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  let answer = first;
  let asked = 0;
  const provider = {
    name: 'runware',
    async checkAccess() {
      asked += 1;
      return answer;
    },
  };
  let noted = 0;
  const onNoted = () => {
    noted += 1;
  };
  const watch = createAccessWatch({ providers: [provider], signs, onNoted, now: clock.now, clock, log });
  onTestFinished(() => watch.stop());
  return {
    clock,
    watch,
    signs,
    noted: () => noted,
    /** On a machine whose clock is ahead. */
    openNext: ({ aheadMs = 0 } = {}) =>
      createAccessWatch({
        providers: [provider],
        signs,
        now: clock.now,
        clock: aheadMs > 0 ? createManualClock(clock.now() + aheadMs) : clock,
        log,
      }),
    lines,
    asked: () => asked,
    set answer(next: Access) {
      answer = next;
    },
  };
}

it('an account is unknown until its provider has been asked, at the start and once an hour', async () => {
  const { clock, watch, asked } = await setUp('ok');
  expect(watch.of('runware')).toBe('unknown');

  watch.start();
  await clock.advance(0);
  expect([watch.of('runware'), asked()]).toEqual(['ok', 1]);

  await clock.advance(HOUR_MS - 1);
  expect(asked()).toBe(1);
  await clock.advance(1);
  expect(asked()).toBe(2);
});

it.each([
  'refused',
  'no credit',
] as const)('an account that is %s is said in the log once, until it changes', async (bad) => {
  const stage = await setUp(bad);
  stage.watch.start();
  await stage.clock.advance(3 * HOUR_MS);
  expect(stage.watch.of('runware')).toBe(bad);
  expect(stage.lines).toMatchObject([{ level: 50, provider: 'runware', access: bad }]);

  stage.answer = 'ok';
  await stage.clock.advance(HOUR_MS);

  expect(stage.watch.of('runware')).toBe('ok');
  expect(stage.lines).toMatchObject([{ access: bad }, { level: 30, access: 'ok' }]);
});

it('silence is asked again after five minutes, and takes nothing back of what is known', async () => {
  const stage = await setUp('unknown');
  stage.watch.start();
  await stage.clock.advance(0);
  await stage.clock.advance(300_000);
  expect([stage.watch.of('runware'), stage.asked()]).toEqual(['unknown', 2]);

  stage.answer = 'refused';
  await stage.clock.advance(300_000);
  stage.answer = 'unknown';
  await stage.clock.advance(HOUR_MS);

  expect(stage.watch.of('runware')).toBe('refused');
});

it('what work shows of an account is known at once', async () => {
  const { watch } = await setUp('ok');
  watch.heard('runware', 'noCredit');
  expect(watch.of('runware')).toBe('no credit');
  watch.heard('runware', 'timeout');
  expect(watch.of('runware')).toBe('no credit');
  watch.heard('runware', 'auth');
  expect(watch.of('runware')).toBe('refused');
  watch.heard('runware', 'ok');
  expect(watch.of('runware')).toBe('ok');
});

it('the last sign of life is known to the next process as well, to the minute', async () => {
  const { clock, watch, signs, openNext } = await setUp('unknown');
  const at = clock.now();
  watch.heard('runware', 'ok');
  await clock.advance(59_000);
  watch.heard('runware', 'ok');
  expect(watch.heardAt('runware')).toBe(at + 59_000);
  await expect.poll(() => signs.of('runware')).toEqual({ at, access: 'ok' });
  await clock.advance(1_000);
  watch.heard('runware', 'ok');
  await expect.poll(() => signs.of('runware')).toEqual({ at: at + 60_000, access: 'ok' });
  watch.stop();

  const next = openNext();
  onTestFinished(() => next.stop());
  next.start();
  await expect.poll(() => next.heardAt('runware')).toBe(at + 60_000);
  expect(next.of('runware')).toBe('ok');
});

it('what one process hears of an account is known to the others once they look, and what is older says nothing', async () => {
  const { clock, watch, openNext, lines, noted } = await setUp('ok');
  const other = openNext();
  onTestFinished(() => other.stop());
  other.heard('runware', 'ok');
  await clock.advance(1_000);

  watch.heard('runware', 'noCredit');
  await expect.poll(noted).toBe(1);
  await other.refresh();
  expect([other.of('runware'), other.heardAt('runware')]).toEqual(['no credit', clock.now()]);
  expect(lines.filter(({ access }) => access === 'no credit')).toHaveLength(1);

  await clock.advance(1_000);
  other.heard('runware', 'ok');
  await other.refresh();
  expect(other.of('runware')).toBe('ok');
  await watch.refresh();
  expect(watch.of('runware')).toBe('ok');
});

it('what was heard last counts, though the clock of who heard something before is ahead', async () => {
  const { clock, watch, openNext, noted } = await setUp('ok');
  const ahead = openNext({ aheadMs: HOUR_MS });
  onTestFinished(() => ahead.stop());
  ahead.heard('runware', 'ok');
  await clock.advance(1_000);
  watch.heard('runware', 'noCredit');
  await expect.poll(noted).toBe(1);

  await ahead.refresh();

  expect([ahead.of('runware'), ahead.heardAt('runware')]).toEqual(['no credit', clock.now()]);
});

it('an account that was bad when the bot went away is said to be so once more when it is back', async () => {
  const { clock, watch, openNext, lines } = await setUp('refused');
  watch.start();
  await clock.advance(0);
  watch.stop();
  const next = openNext();
  onTestFinished(() => next.stop());
  next.start();
  await clock.advance(0);
  expect(lines.filter(({ access }) => access === 'refused')).toHaveLength(2);
});
