import { MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { nothingKnown } from '../../../src/discord/views/progress/progress-view.ts';
import { buildJob } from '../../support/build-job.ts';
import { openProgress } from './open-progress.ts';

const ORIGINAL = '/webhooks/:id/:token/messages/@original';

describe('showProgress', () => {
  it('edits the private message, with a way to cancel while it waits', async () => {
    const { show, answer, member } = await openProgress();
    const outlook = { phase: 'inLine', share: 0.3, leftMs: 90_000 } as const;

    const isShown = await show({}, { ...nothingKnown, place: { place: 3, guildIsFull: false }, outlook });

    expect(isShown).toBe(true);
    expect(answer.message?.content).toBe('Cover of **song.mp3**\n#3 in line\n▰▰▰▱▱▱▱▱▱▱ Starts in about 2 min');
    expect((answer.message?.flags ?? 0) & MessageFlags.IsComponentsV2).not.toBe(0);
    expect(answer.message?.buttons()).toMatchObject([{ label: 'Cancel', customId: `cover:cancel:${buildJob().id}` }]);
    expect(answer.message?.ephemeralFor).toBe(member.id);

    await show({ state: 'cancelled', settled: 'refunded' });
    expect(answer.message?.content).toBe('Cover of **song.mp3**\n-# Cancelled – nothing was charged.');
    expect(answer.message?.buttons()).toEqual([]);
  });

  it('is false, and asks nobody, where there is no message to edit', async () => {
    const { show, sandbox } = await openProgress();
    await expect(show({ progress: null })).resolves.toBe(false);
    expect(sandbox.log.of('PATCH', ORIGINAL)).toEqual([]);
  });

  it.each([
    { status: 401, code: 50_027 },
    { status: 404, code: 10_015 },
    { status: 404, code: 10_008 },
  ])('is false when Discord says $code', async ({ status, code }) => {
    const { show, sandbox } = await openProgress();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'refusal', refusal: { status, code, message: '' } });

    await expect(show()).resolves.toBe(false);
  });

  it('tries once more by itself, then leaves it to the caller', async () => {
    const { show, sandbox } = await openProgress();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500', times: 3 });

    await expect(show()).rejects.toMatchObject({ name: 'DiscordError', code: 'retry' });
    await expect(show()).resolves.toBe(true);
    expect(sandbox.log.of('PATCH', ORIGINAL)).toHaveLength(4);
  });

  it('leaves a long rate limit to the caller', async () => {
    const { show, sandbox } = await openProgress();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '429', retryAfterSeconds: 30 });

    await expect(show()).rejects.toMatchObject({ code: 'retry', retryAfterMs: expect.any(Number) });
  });
});
