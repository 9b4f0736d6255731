import { MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { aTake } from '../../support/build-cover.ts';
import { filesOf } from '../bot-at-discord.ts';
import { openProgress } from './open-progress.ts';

const FOLLOW_UPS = '/webhooks/:id/:token';

describe('handOver', () => {
  it('sends the takes as a classic message of its own, since the card above it could not play them', async () => {
    const { show, handOver, answer, member } = await openProgress();
    const link = { url: 'https://cdn.example/take.wav', expiresAt: null };
    const cancelled = { state: 'delivered', cancelRequestedAt: 1, takes: [aTake(), aTake({ link })] } as const;
    const job = { ...cancelled, takes: [...cancelled.takes] };
    const [mp3, wav] = filesOf(1_000, 2_000);
    if (!mp3 || !wav) throw new Error('no files');
    const takes = [
      { index: 0, files: [mp3], link: null },
      { index: 1, files: [{ ...wav, name: 'cover-2.wav', hash: 'no-such-take' }], link: null },
    ];

    await show(job);
    await handOver(job, takes);

    const [given] = answer.followUps;
    expect(answer.followUps).toHaveLength(1);
    expect(given?.ephemeralFor).toBe(member.id);
    expect((given?.flags ?? 0) & MessageFlags.IsComponentsV2).toBe(0);
    expect(given?.attachments.map(({ filename, size }) => [filename, size])).toEqual([
      ['song-slow-blues-with-a-warm-organ-1.mp3', 1_000],
    ]);
    expect(given?.content.split('\n').slice(-2)).toEqual([
      'Take 1 · seed 7',
      'Take 2 · seed 7 · [listen here](<https://cdn.example/take.wav>)',
    ]);
    expect(answer.message?.attachments).toEqual([]);
    expect(answer.message?.buttons().map(({ label }) => label)).toEqual(['Get my cover', 'Post it']);
  });

  it('leaves files to their links where Discord takes less than it says', async () => {
    const { show, handOver, answer, sandbox } = await openProgress();
    const refusal = { status: 413, code: 40_005, message: '' };
    const link = { url: 'https://cdn.example/take.mp3', expiresAt: null };
    const job = { state: 'failed' as const, takes: [aTake({ link })] };
    const takes = filesOf(1_000).map((file, index) => ({ index, files: [file], link: null }));
    await show(job);
    sandbox.faults.add({ method: 'POST', route: FOLLOW_UPS, kind: 'refusal', refusal, times: 1 });

    await handOver(job, takes);

    expect(answer.followUps[0]?.attachments).toEqual([]);
    expect(answer.followUps[0]?.content).toContain('(<https://cdn.example/take.mp3>)');
  });

  it('sends nothing a second time that may have arrived', async () => {
    const { show, handOver, answer, sandbox } = await openProgress();
    const job = { state: 'failed' as const, takes: [aTake()] };
    const takes = filesOf(1_000).map((file, index) => ({ index, files: [file], link: null }));
    await show(job);
    sandbox.faults.add({ method: 'POST', route: FOLLOW_UPS, kind: 'reset', when: 'after', times: 1 });

    await expect(handOver(job, takes)).rejects.toMatchObject({ name: 'DiscordError', code: 'unknown' });
    expect(answer.followUps).toHaveLength(1);
  });
});
