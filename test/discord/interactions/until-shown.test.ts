import { describe, expect, it } from 'vitest';
import { untilShown } from '../../../src/discord/interactions/until-shown.ts';
import { DiscordError, type DiscordErrorCode } from '../../../src/errors.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function showingAfter(...codes: [DiscordErrorCode, number?][]) {
  const clock = createManualClock();
  const beganAt = clock.now();
  const attempts: number[] = [];
  const closing = new AbortController();
  const shown = untilShown({ clock, signal: closing.signal }, async () => {
    attempts.push(clock.now() - beganAt);
    const [code, retryAfterMs] = codes[attempts.length - 1] ?? [];
    if (code) throw new DiscordError(code, 'no', { ...(retryAfterMs !== undefined && { retryAfterMs }) });
  });
  shown.catch(() => undefined);
  return { clock, attempts, shown, closing };
}

describe('showing something until it is shown', () => {
  it('pauses longer each time, and as long as Discord asks for', async () => {
    const { clock, attempts, shown } = showingAfter(['retry'], ['retry'], ['retry', 30_000]);
    await clock.runUntil(() => attempts.length === 4);
    await shown;
    expect(attempts).toEqual([0, 1_000, 3_000, 33_000]);
  });

  it('ends where Discord will not show it', async () => {
    const { attempts, shown } = showingAfter(['gone']);
    await expect(shown).rejects.toMatchObject({ code: 'gone' });
    expect(attempts).toHaveLength(1);
  });

  it('goes on for as long as the token of an interaction lives', async () => {
    const { clock, attempts, shown } = showingAfter(...Array<[DiscordErrorCode]>(100).fill(['retry']));
    await clock.runUntil(() => (attempts.at(-1) ?? 0) >= 14 * 60_000);
    await expect(shown).rejects.toMatchObject({ code: 'retry' });
  });

  it('ends with the bot', async () => {
    const { shown, attempts, closing } = showingAfter(['retry']);
    await expect.poll(() => attempts).toHaveLength(1);
    closing.abort(new Error('the bot stops'));
    await expect(shown).rejects.toMatchObject({ name: 'DiscordError' });
  });
});
